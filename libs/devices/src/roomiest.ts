import type { Gpu } from './parse-nvidia-smi.ts';

/** The card with most free memory; of equals the larger, then the first. */
export function roomiest(gpus: readonly Gpu[]): Gpu | undefined {
  return [...gpus].sort(
    (one, other) =>
      other.memoryFreeBytes - one.memoryFreeBytes ||
      other.memoryTotalBytes - one.memoryTotalBytes ||
      one.index - other.index,
  )[0];
}
