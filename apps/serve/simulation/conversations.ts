import type { Random } from '@naru/statistics';

import type { Values } from '../src/canary/measures.ts';

/** How often things go wrong with a model, and how long its first token takes. */
export interface TrueModel {
  readonly failed: number;
  readonly neverEnding: number;
  readonly malformed: number;
  readonly stopped: number;
  readonly regenerated: number;
  readonly down: number;
  readonly up: number;
  /** The middle of a long-tailed time. */
  readonly firstTokenMs: number;
}

export const USUAL: TrueModel = {
  ...{ failed: 0.02, neverEnding: 0.05, malformed: 0.01, stopped: 0.05, regenerated: 0.1 },
  ...{ down: 0.05, up: 0.08, firstTokenMs: 600 },
};

/**
 * A conversation's values. They hang together: where a question is hard, an answer goes on for ever, is stopped, asked
 * for again and disliked more often.
 *
 * @param strain what is harder for every model just now, such as an evening's load: 1 is usual
 */
export function conversation(model: TrueModel, random: Random, strain = 1): Values {
  const hardness = random() < 0.2 ? 3 : 0.5; // 1 on average
  const happens = (chance: number): boolean => random() < Math.min(1, chance * hardness * strain);
  const failed = happens(model.failed);
  const down = happens(model.down);
  const up = !down && random() < model.up;
  const firstTokenMs = model.firstTokenMs * strain * Math.exp(0.6 * normal(random));
  return {
    failed: Number(failed),
    'never-ending': failed ? null : Number(happens(model.neverEnding)),
    malformed: failed ? null : Number(happens(model.malformed)),
    'first-token': failed ? null : Math.min(1, firstTokenMs / 10_000),
    stopped: Number(happens(model.stopped)),
    regenerated: Number(happens(model.regenerated)),
    disliked: down ? 1 : up ? 0 : 0.5,
  };
}

const normal = (random: Random): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
