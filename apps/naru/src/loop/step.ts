import type { LoopPolicy } from '@naru/contracts';

import type { StageContext } from '../stages/run-stage.ts';
import type { InputHashes } from './input-hash.ts';
import type { Places } from './policy.ts';

/** What the steps so far made, by name: `datasetId`, `runId`, `adapter`, `adapterSha256`, `evalId`, `verdict`. */
export type Made = Readonly<Record<string, string | null>>;

export interface StepContext {
  readonly places: Places;
  readonly policy: LoopPolicy;
  readonly made: Made;
  readonly hashes: InputHashes;
  readonly stage: StageContext;
  readonly print: (line: string) => void;
}

/** What a step is about to do. */
export type Plan =
  /** `key` holds all that the step depends on; null: only running it tells. */
  | { readonly key: string | null }
  /** There is nothing to do, for this reason. */
  | { readonly skip: string };

export interface StepResult {
  readonly made: Made;
  /** Nothing came of it that was not there, in words. */
  readonly unchanged?: string;
}

/** A step of the loop: it drives a stage, and can be killed and run again at any moment. */
export interface LoopStep {
  readonly name: string;
  readonly title: string;
  plan(context: StepContext): Promise<Plan>;
  /** Whether what an earlier round made is still there. */
  isThere(made: Made, context: StepContext): Promise<boolean>;
  run(context: StepContext): Promise<StepResult>;
}
