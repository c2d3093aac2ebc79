import { AppError } from '@naru/contracts';

import type { Inventory } from './inventory.ts';
import type { Gpu } from './parse-nvidia-smi.ts';
import { roomiest } from './roomiest.ts';

/** Where one run goes: on one or several cards, one process each, or in one or several CPU processes. */
export type Placement =
  { readonly kind: 'cuda'; readonly gpus: readonly Gpu[] } | { readonly kind: 'cpu'; readonly processes: number };

const FORMS = 'auto, cpu, 0, 0,1 (two runs side by side), 0+1 (one run over both), cpu+cpu, or a GPU UUID';

/**
 * What `--devices` means here: one placement for each run, `,` between runs, `+` between the processes of one.
 *
 * `auto` is the card with most free memory, or the CPU where there is none.
 *
 * @throws AppError `device.not-found` naming the devices that are here; `usage` for what cannot be read
 */
export function parseDevices(argument: string, devices: Inventory): readonly Placement[] {
  const runs = argument.split(',').map((run) => run.split('+').map((name) => name.trim()));
  const names = runs.flat();
  if (names.includes('')) throw unreadable(argument, 'a name is empty');
  const placements = runs.map((run) => placement(run, argument, devices));
  refuseTwice(placements, argument);
  return placements;
}

/** A placement in words: `NVIDIA GeForce RTX 5090 (GPU 0, 30.1 of 31.8 GiB free)`. */
export function describePlacement(where: Placement): string {
  if (where.kind === 'cpu') return where.processes === 1 ? 'CPU' : `CPU, ${where.processes} processes`;
  return where.gpus.map(describeGpu).join(' + ');
}

function placement(names: readonly string[], argument: string, devices: Inventory): Placement {
  if (names.every((name) => name === 'cpu')) return { kind: 'cpu', processes: names.length };
  if (names.includes('cpu')) throw unreadable(argument, 'one run cannot use CPU and GPU processes together');
  if (!names.includes('auto')) return { kind: 'cuda', gpus: names.map((name) => gpuNamed(name, devices)) };
  if (names.length > 1) throw unreadable(argument, 'auto stands alone');
  const gpu = roomiest(devices.gpus);
  return gpu === undefined ? { kind: 'cpu', processes: 1 } : { kind: 'cuda', gpus: [gpu] };
}

function gpuNamed(name: string, devices: Inventory): Gpu {
  const byUuid = name.toUpperCase().startsWith('GPU-');
  if (!byUuid && !/^\d+$/.test(name)) throw unreadable(name, 'it is no device');
  const found = devices.gpus.filter((gpu) =>
    byUuid ? gpu.uuid.toLowerCase().startsWith(name.toLowerCase()) : gpu.index === Number(name),
  );
  const [gpu] = found;
  if (gpu !== undefined && found.length === 1) return gpu;
  const trouble = found.length > 1 ? `GPU ${name} is not unique` : `There is no GPU ${name} here`;
  throw new AppError('device.not-found', `--devices: ${trouble}. ${whatIsHere(devices)}`, {
    hint: `Name one of these, or leave --devices out. \`npx nx run train:gpu\` shows them.`,
  });
}

function whatIsHere({ gpus, problem }: Inventory): string {
  if (gpus.length > 0) return `Here: ${gpus.map((gpu) => `${gpu.uuid} ${describeGpu(gpu)}`).join('; ')}; cpu.`;
  return `Here: cpu only. ${problem ?? ''}`.trim();
}

function refuseTwice(placements: readonly Placement[], argument: string): void {
  const uuids = placements.flatMap((where) => (where.kind === 'cuda' ? where.gpus.map((gpu) => gpu.uuid) : []));
  const twice = uuids.find((uuid, index) => uuids.indexOf(uuid) !== index);
  if (twice !== undefined) throw unreadable(argument, `${twice} stands in it twice`);
}

function unreadable(argument: string, why: string): AppError {
  return new AppError('usage', `--devices=${argument}: ${why}.`, { hint: `It takes ${FORMS}.` });
}

function describeGpu(gpu: Gpu): string {
  const gib = (bytes: number): string => (bytes / 1024 ** 3).toFixed(1);
  const memory =
    gpu.memoryTotalBytes === 0
      ? 'memory not told'
      : `${gib(gpu.memoryFreeBytes)} of ${gib(gpu.memoryTotalBytes)} GiB free`;
  return `${gpu.name} (GPU ${gpu.index}, ${memory})`;
}
