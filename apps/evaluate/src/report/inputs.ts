import { createHash } from 'node:crypto';

import { canonicalJson, type EvaluationGate } from '@naru/contracts';

import type { Sampling } from '../answers/answer-prompt.ts';
import type { EngineSession } from '../answers/start-engine.ts';
import type { EvaluationSet } from '../sets/evaluation-set.ts';
import type { HeldOutRows } from '../sets/held-out.ts';
import type { Subjects } from '../subjects/find-subjects.ts';

/** Everything that an evaluation is made of. */
export interface Inputs extends Subjects {
  readonly sets: readonly EvaluationSet[];
  readonly heldOut: HeldOutRows | undefined;
  readonly gate: EvaluationGate;
  readonly sampling: Sampling;
  /** Which model judges by which rubric, where one does. */
  readonly judge?: { readonly model: string; readonly url: string | undefined; readonly rubric: string } | undefined;
  /** SHA-256 of lm-eval's tasks, where some are asked. */
  readonly lmEval?: string | undefined;
  readonly session: Pick<EngineSession, 'about' | 'key' | 'engine'>;
}

/** Raised when a measure or the way of asking changes: what was reported before is then reported anew. */
const VERSION = 1;

/** SHA-256 of all inputs: the same key gives the same figures. */
export function keyOfInputs(inputs: Inputs): string {
  const { candidate, baseline, sets, heldOut, gate, sampling, session, judge, lmEval } = inputs;
  return sha256Of({
    version: VERSION,
    ...{ candidate: candidate.about, baseline: baseline.about, gguf: candidate.adapter?.ggufSha256 ?? null },
    sets: sets.map(({ name, sha256 }) => ({ name, sha256 })),
    heldOut: heldOut?.sha256 ?? null,
    ...{ gate, sampling, engine: session.key },
    ...(judge && { judge: { ...judge, url: judge.url ?? null } }),
    ...(lmEval !== undefined && { lmEval }),
  });
}

export const sha256Of = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');
