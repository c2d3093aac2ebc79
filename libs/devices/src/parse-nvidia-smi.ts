/** One CUDA card, as nvidia-smi names it. */
export interface Gpu {
  /** In PCI bus order, as nvidia-smi counts; pin a process by `uuid`, never by this. */
  readonly index: number;
  readonly uuid: string;
  readonly name: string;
  /** 0 where the driver does not say, as on cards that share the CPU's memory. */
  readonly memoryTotalBytes: number;
  readonly memoryFreeBytes: number;
  /** Such as `12.0`; null where the driver does not say. */
  readonly computeCapability: string | null;
  readonly utilizationPercent: number | null;
}

export interface NvidiaSmiReport {
  readonly gpus: readonly Gpu[];
  readonly driver: string | null;
  readonly problem: string | null;
}

/** What to ask for, in the order in which `parseNvidiaSmi` reads the answer. */
export const NVIDIA_SMI_FIELDS = [
  'index',
  'uuid',
  'name',
  'memory.total',
  'memory.free',
  'compute_cap',
  'utilization.gpu',
  'driver_version',
] as const;

const MIB = 1024 * 1024;
const BEFORE_NAME = 2;
const AFTER_NAME = 5;

/** The cards in the output of `nvidia-smi --query-gpu=<NVIDIA_SMI_FIELDS> --format=csv,noheader,nounits`. */
export function parseNvidiaSmi(csv: string): NvidiaSmiReport {
  const lines = csv
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const rows = lines.map((line) => line.split(',').map((field) => field.trim()));
  const gpus = rows.flatMap((row) => gpuOf(row) ?? []).sort((one, other) => one.index - other.index);
  const unread = lines.filter((_, index) => gpuOf(rows[index] ?? []) === undefined);
  return {
    gpus,
    driver: rows.flatMap((row) => (gpuOf(row) === undefined ? [] : (text(row.at(-1)) ?? []))).at(0) ?? null,
    problem: problemOf(gpus.length, unread),
  };
}

function gpuOf(row: readonly string[]): Gpu | undefined {
  if (row.length < NVIDIA_SMI_FIELDS.length) return undefined;
  const [index, uuid] = row;
  const name = row.slice(BEFORE_NAME, -AFTER_NAME).join(', '); // a name may hold commas, nothing else does
  const [total, free, capability, utilization] = row.slice(-AFTER_NAME);
  if (!/^\d+$/.test(index ?? '') || !/^GPU-[0-9a-f-]+$/i.test(uuid ?? '')) return undefined;
  return {
    index: Number(index),
    uuid: uuid ?? '',
    name,
    memoryTotalBytes: (number(total) ?? 0) * MIB,
    memoryFreeBytes: (number(free) ?? 0) * MIB,
    computeCapability: text(capability),
    utilizationPercent: number(utilization),
  };
}

// [N/A], [Not Supported], [Unknown Error], [GPU requires reset]
function text(field: string | undefined): string | null {
  return field === undefined || field === '' || /^\[.*\]$|^N\/A$/.test(field) ? null : field;
}

function number(field: string | undefined): number | null {
  const value = Number(text(field) ?? NaN);
  return Number.isFinite(value) ? value : null;
}

function problemOf(found: number, unread: readonly string[]): string | null {
  if (unread.length > 0) return `nvidia-smi says: ${unread.join(' ').slice(0, 300)}`;
  return found === 0 ? 'nvidia-smi sees no GPU.' : null;
}
