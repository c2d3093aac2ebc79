import { AppError } from '@naru/contracts';
import { roomiest, type Gpu } from '@naru/devices';

import type { BaseModel } from '../supervisor.ts';

/** How the weights of a model are held, and why. */
export interface WeightPlan {
  /** vLLM's `--quantization`; null: as they are. */
  readonly quantization: 'bitsandbytes' | null;
  /** For people. */
  readonly said: string;
}

// Of the memory that vLLM may take: the rest is for activations and the keys and values of running requests.
const SHARE_FOR_WEIGHTS = 0.75;
// 4-bit with its scales, and the embedding as it was.
const FOUR_BIT_SHARE = 0.33;
const GIB = 1024 ** 3;

/**
 * Whether a model's weights fit a card as they are, in 4 bits, or not at all. LoRA adapters work in both.
 *
 * @throws AppError `device.out-of-memory` with the figures
 */
export function planWeights(base: BaseModel, gpus: readonly Gpu[], memoryShare: number): WeightPlan {
  const card = roomiest(gpus);
  if (card === undefined) return { quantization: null, said: `${base.id} as it is, on the CPU` };
  const room = card.memoryTotalBytes * memoryShare * SHARE_FOR_WEIGHTS;
  const sizes = `${gib(base.weightBytes)} of weights, room for ${gib(room)} on ${card.name}`;
  if (base.quantization !== null && base.weightBytes <= room) {
    return { quantization: null, said: `${base.id} in the ${base.quantization} form that it has: ${sizes}` };
  }
  if (base.weightBytes <= room) return { quantization: null, said: `${base.id} as it is: ${sizes}` };
  if (base.quantization === null && base.weightBytes * FOUR_BIT_SHARE <= room) {
    const said = `${base.id} in 4 bits, made while loading (bitsandbytes; vLLM from 0.28 on needs vllm-bnb-plugin for it): ${sizes}`;
    return { quantization: 'bitsandbytes', said };
  }
  throw new AppError('device.out-of-memory', `${base.id} does not fit: ${sizes}.`, {
    hint: 'Take a smaller model, one in AWQ form, or a 4-bit GGUF with ENGINE=llamacpp, which may leave layers to the CPU.',
  });
}

const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;
