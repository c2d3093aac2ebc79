import type { Method } from '../configuration/index.ts';

/** What a shipped configuration takes of one device. */
export interface MemoryNeed {
  readonly configuration: string;
  readonly method: Method;
  readonly gib: number;
  /** Whether training on a CPU ends within a working day. */
  readonly cpu: boolean;
}

/**
 * Memory of the shipped configurations, to a GiB or two; an estimate for any configuration comes later.
 *
 * Llama 3 8B: 15.0 GiB of bf16 weights, or 5.3 GiB in NF4 with bf16 embeddings and head; 41.9 M adapter parameters of
 * rank 16 take 0.6 GiB with their gradients and AdamW's state; float32 logits take 0.5 GiB a row of 1024 tokens and
 * copy; the rest is activations and the CUDA context. SmolLM2-135M: peaks of 4.9 and 6.2 GB were measured on a CPU
 * with four rows of 256 tokens.
 */
export const MEMORY_NEEDS: readonly MemoryNeed[] = [
  { configuration: 'smollm2-135m', method: 'lora', gib: 5, cpu: true },
  { configuration: 'smollm2-135m', method: 'qlora', gib: 6, cpu: true },
  { configuration: 'llama3-8b-instruct', method: 'lora', gib: 22, cpu: false },
  { configuration: 'llama3-8b-instruct', method: 'qlora', gib: 12, cpu: false },
];

const GIB = 1024 ** 3;
// The driver keeps some: a card of 16 GB has 15.5 GiB, one of 24 GB has 23.5.
export function fits(need: MemoryNeed, memoryBytes: number): boolean {
  return memoryBytes >= need.gib * GIB;
}
