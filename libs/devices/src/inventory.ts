import { availableParallelism, cpus, totalmem } from 'node:os';
import { constrainedMemory } from 'node:process';

import { type Gpu, parseNvidiaSmi } from './parse-nvidia-smi.ts';
import { queryNvidiaSmi } from './query-nvidia-smi.ts';

export interface Cpu {
  readonly model: string;
  /** Threads that this process may use. */
  readonly cores: number;
  /** Of the machine, or of the container where that is less. */
  readonly memoryBytes: number;
}

/** What this machine can train on. */
export interface Inventory {
  readonly gpus: readonly Gpu[];
  readonly cpu: Cpu;
  readonly driver: string | null;
  /** Why no GPU is seen, in words; null where nvidia-smi answered. */
  readonly problem: string | null;
}

export interface InventoryOptions {
  /** Path of nvidia-smi, or the places where it is sought in turn. */
  readonly nvidiaSmi?: string | readonly string[];
  /** A driver in trouble lets nvidia-smi hang for ever. */
  readonly timeoutMs?: number;
}

// Under WSL 2 the driver's tools lie outside the path of a plain login.
const PLACES = ['nvidia-smi', '/usr/lib/wsl/lib/nvidia-smi'];
const TIMEOUT_MS = 10_000;

/** The GPUs that nvidia-smi names and the CPU that the OS names. Never rejects: trouble stands in `problem`. */
export async function inventory(options: InventoryOptions = {}): Promise<Inventory> {
  const places = typeof options.nvidiaSmi === 'string' ? [options.nvidiaSmi] : (options.nvidiaSmi ?? PLACES);
  const answer = await queryNvidiaSmi(places, options.timeoutMs ?? TIMEOUT_MS);
  if (!answer.ok) return { gpus: [], cpu: thisCpu(), driver: null, problem: answer.problem };
  return { ...parseNvidiaSmi(answer.output), cpu: thisCpu() };
}

function thisCpu(): Cpu {
  const limit = constrainedMemory();
  const memory = totalmem();
  return {
    model: cpus()[0]?.model.trim() || process.arch,
    cores: availableParallelism(),
    memoryBytes: limit > 0 ? Math.min(limit, memory) : memory,
  };
}
