import { AppError } from '@naru/contracts';
import { describePlacement, parseDevices, type Inventory, type Placement } from '@naru/devices';

import type { ConfigurationItem } from '../configuration/index.ts';

/**
 * A placement for each configuration, in order.
 *
 * @throws AppError `usage` with the command that was probably meant, `device.not-found`
 */
export function assignDevices(
  items: readonly ConfigurationItem[],
  argument: string | undefined,
  devices: Inventory,
): readonly Placement[] {
  const placements = parseDevices(argument ?? 'auto', devices);
  if (placements.length === items.length) return placements;
  const [item] = items;
  if (items.length === 1 && item !== undefined) throw oneForMany(item, placements, argument ?? 'auto');
  throw new AppError(
    'usage',
    `${count(items.length, 'configuration')} and ${count(placements.length, 'device')}: each run needs its own.`,
    {
      hint: `Write as many devices as configurations, as in ${exampleFor(items, devices)}`,
    },
  );
}

/** Why this place, for the person who did not choose it. */
export function describeChoice(where: Placement, argument: string | undefined, devices: Inventory): string {
  const place =
    where.kind === 'cpu'
      ? `${describePlacement(where)}: ${devices.cpu.model}, ${count(devices.cpu.cores, 'core')}`
      : describePlacement(where);
  if (argument !== undefined && argument !== 'auto') return place;
  if (where.kind === 'cpu') return `${place}. No GPU: ${devices.problem ?? 'none is here'}`;
  return devices.gpus.length === 1 ? place : `${place}: of ${devices.gpus.length} GPUs the one with most free memory`;
}

function oneForMany({ source }: ConfigurationItem, placements: readonly Placement[], argument: string): AppError {
  const [first, second] = placements;
  const swap = memoryOf(first) < memoryOf(second);
  const devices = swap ? argument.split(',').reverse().join(',') : argument;
  return new AppError(
    'usage',
    `One configuration and ${placements.length} devices (--devices=${argument}): each run needs a configuration.`,
    {
      hint: [
        `Two runs side by side, LoRA on the larger: npx nx run train:lora --devices=${devices} --config=${source}:lora,${source}:qlora`,
        `One run over both: --devices=${argument.replaceAll(',', '+')}`,
      ].join('\n'),
    },
  );
}

function memoryOf(where: Placement | undefined): number {
  return where?.kind === 'cuda' ? Math.min(...where.gpus.map((gpu) => gpu.memoryTotalBytes)) : 0;
}

function exampleFor(items: readonly ConfigurationItem[], devices: Inventory): string {
  const names = items.map((_, index) => (index < devices.gpus.length ? String(index) : 'cpu'));
  return `--devices=${names.join(',')} --config=${items.map(({ source, method }) => `${source}:${method}`).join(',')}`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
