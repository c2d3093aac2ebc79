import type { Principal } from '@naru/access';
import type { MessageRow, MessageStatus, Provenance } from '@naru/db';
import type { ChatMessage } from '@naru/inference';

import type { ServedModel } from '../models/served-models.ts';
import type { Generation } from '../streams/generation.ts';
import type { Said } from './thread.ts';

/** Sampling that a person, a preset or an earlier answer asks for. */
export interface Sampling {
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  readonly maxTokens?: number | undefined;
  readonly seed?: number | undefined;
}

/** One answer that is to be made. */
export interface ReplyPlan {
  readonly generation: Generation;
  /** The answer as it was written when it began. */
  readonly row: MessageRow;
  readonly person: Principal;
  readonly model: ServedModel;
  readonly sampling: Sampling;
  readonly systemPrompt: string | null;
  /** The message that is answered; null never: an answer has a question. */
  readonly questionId: string;
  /** What was said up to that; not there: it is read. */
  readonly thread?: readonly Said[];
  /** What earlier parts of the same answer used. */
  readonly spentTokens: number;
  /** Told how the answer ended, once it is kept. */
  readonly onEnd?: (status: MessageStatus, made: MadeReply) => void;
}

/** How an answer came about, as far as the answer itself does not say. */
export interface MadeReply {
  /** What was asked; empty where the answer never began. */
  readonly prompt: readonly ChatMessage[];
  readonly maxTokens: number | null;
  /** From the plan to the first token; null where none came. */
  readonly ttftMs: number | null;
}

export type Parameters = Provenance['parameters'];

/** Sampling as provenance keeps it. */
export function parametersOf({ temperature, topP, maxTokens, seed }: Sampling): Parameters {
  return {
    temperature: temperature ?? null,
    topP: topP ?? null,
    maxTokens: maxTokens ?? null,
    seed: seed ?? null,
  };
}

/** The sampling of an earlier answer, but its seed: another answer is wanted. */
export function samplingOf(parameters: Parameters | undefined): Sampling {
  const number = (name: string): number | undefined => {
    const value = parameters?.[name];
    return typeof value === 'number' ? value : undefined;
  };
  return { temperature: number('temperature'), topP: number('topP'), maxTokens: number('maxTokens') };
}
