import type { Cpu, Gpu, Inventory } from '@naru/devices';
import { gibibytes, tableLines } from '@naru/terminal';

import type { CommandContext } from './context.ts';
import { fits, MEMORY_NEEDS, type MemoryNeed } from './memory-needs.ts';

/** Shows the devices of this machine and what would train where. */
export async function gpu({ inventory, terminal }: Pick<CommandContext, 'inventory' | 'terminal'>): Promise<number> {
  terminal.write(
    gpuLines(await inventory())
      .map((line) => `${line}\n`)
      .join(''),
  );
  return 0;
}

export function gpuLines(devices: Inventory): string[] {
  const { gpus, cpu, driver, problem } = devices;
  return [
    ...(gpus.length === 0 ? [] : tableLines([HEAD, ...gpus.map(gpuRow)], '', [0, 1])),
    ...(driver === null ? [] : [`Driver ${driver}`]),
    ...(gpus.length === 0 ? [`No GPU: ${problem ?? 'none is here.'}`] : problem === null ? [] : [problem]),
    `CPU: ${cpu.model}, ${cpu.cores} cores, ${gibibytes(cpu.memoryBytes)}`,
    '',
    'What would train where, one run to a device:',
    ...tableLines(
      MEMORY_NEEDS.map((need) => needRow(need, devices)),
      '  ',
      [0, 2],
    ),
    ...everyday(gpus),
  ];
}

const HEAD = ['GPU', 'name', 'memory', 'free', 'in use', 'compute', 'UUID'];

function gpuRow(gpu: Gpu): string[] {
  return [
    String(gpu.index),
    gpu.name,
    gpu.memoryTotalBytes === 0 ? '-' : gibibytes(gpu.memoryTotalBytes),
    gpu.memoryTotalBytes === 0 ? '-' : gibibytes(gpu.memoryFreeBytes),
    gpu.utilizationPercent === null ? '-' : `${gpu.utilizationPercent}%`,
    gpu.computeCapability ?? '-',
    gpu.uuid,
  ];
}

function needRow(need: MemoryNeed, { gpus, cpu }: Inventory): string[] {
  const places = gpus.flatMap((one) => onGpu(need, one));
  if (need.cpu) places.push(onCpu(need, cpu));
  const where = places.length === 0 ? `nowhere here: it takes a GPU of ${need.gib} GiB or more` : places.join(', ');
  return [`${need.configuration} ${need.method}`, `${need.gib} GiB`, where];
}

function onGpu(need: MemoryNeed, one: Gpu): string[] {
  if (one.memoryTotalBytes === 0) return [`GPU ${one.index}?`];
  if (!fits(need, one.memoryTotalBytes)) return [];
  return [
    fits(need, one.memoryFreeBytes)
      ? `GPU ${one.index}`
      : `GPU ${one.index} (only ${gibibytes(one.memoryFreeBytes)} free now)`,
  ];
}

function onCpu(need: MemoryNeed, cpu: Cpu): string {
  return fits(need, cpu.memoryBytes) ? 'CPU' : `CPU (tight: ${gibibytes(cpu.memoryBytes)})`;
}

/** Two cards, each with what fits it: LoRA on the larger while QLoRA runs on the smaller. */
function everyday(gpus: readonly Gpu[]): string[] {
  const [larger, smaller] = [...gpus].sort((one, other) => other.memoryTotalBytes - one.memoryTotalBytes);
  if (larger === undefined || smaller === undefined) return [];
  const names = MEMORY_NEEDS.filter((need) => need.method === 'lora' && fits(need, larger.memoryTotalBytes));
  const name = names.sort((one, other) => other.gib - one.gib)[0]?.configuration;
  if (name === undefined) return [];
  const command = `npx nx run train:lora --devices=${larger.index},${smaller.index} --config=${name}:lora,${name}:qlora`;
  return ['', 'Both at once, LoRA on the larger:', `  ${command}`];
}
