// Made from libs/contracts/schema by `npx nx run contracts:generate`. Change the schema, not this file.

/**
 * One line of events.jsonl. seq rises by one from 0 over all attempts of a run; metric numbers are finite, or the strings NaN, Infinity, -Infinity.
 */
export type JobEvent =
  | RunStarted
  | Phase
  | Preflight
  | Metric
  | Eval
  | Checkpoint
  | Sample
  | RunFinished
  | TokenizeFinished
  | ScoreProgress
  | ScoreFinished
  | RunFailed;
export type V = 1;
export type RunId = string;
export type Seq = number;
/**
 * Unix time in milliseconds; frozen, so that a delivery repeated is the same delivery.
 */
export type At = number;
export type Number = number | ('NaN' | 'Infinity' | '-Infinity');

export interface RunStarted {
  v: V;
  runId: RunId;
  seq: Seq;
  at: At;
  type: 'run.started';
  attempt: number;
  pid: number;
  resumedFromStep: number | null;
  /**
   * In words: name, memory, dtype, processes.
   */
  device: string;
  versions: {
    [k: string]: string | undefined;
  };
}
/**
 * What the job does now, for the progress view: load, quantize, evaluate, train, sample, export.
 */
export interface Phase {
  v: V;
  runId: RunId;
  seq: Seq;
  at: At;
  type: 'phase';
  name: 'preflight' | 'load' | 'evaluate' | 'sample' | 'train' | 'export';
  message?: string;
}
export interface Preflight {
  v: V;
  runId: RunId;
  seq: Seq;
  at: At;
  type: 'preflight';
  ok: boolean;
  splits: PreflightSplit[];
  checks: PreflightCheck[];
  /**
   * The first hundred; all stand in refused.jsonl in the run's folder.
   *
   * @maxItems 100
   */
  refused: RefusedRow[];
  /**
   * One row as the model sees it, in pieces learned or not.
   */
  preview: null | PreviewPiece[];
  chatTemplateSha256: string | null;
}
export interface PreflightSplit {
  name: 'train' | 'validation';
  rowsRead: number;
  rowsUsed: number;
  rowsRefused: number;
  rowsTruncated: number;
  tokens: number;
  supervisedTokens: number;
  tokensPerRow: Spread;
  supervisedPerRow: Spread;
}
export interface Spread {
  min: number;
  median: number;
  p95: number;
  max: number;
}
export interface PreflightCheck {
  /**
   * supervised-tokens, one-bos, end-of-turn-supervised, end-of-turn-in-generation-config, pad-is-not-eos, template-prefix-stable
   */
  name: string;
  ok: boolean;
  detail: string;
}
export interface RefusedRow {
  file: string;
  line: number | null;
  field?: string;
  reason: string;
}
export interface PreviewPiece {
  text: string;
  learned: boolean;
}
/**
 * values: loss, learning_rate, grad_norm, tokens, supervised_tokens, tokens_per_second, epoch; system/rss_bytes, system/cpu_percent, system/gpu_memory_bytes, system/gpu_utilization_percent.
 */
export interface Metric {
  v: V;
  runId: RunId;
  seq: Seq;
  at: At;
  type: 'metric';
  step: number;
  totalSteps: number;
  values: Values;
}
export interface Values {
  [k: string]: Number | undefined;
}
/**
 * values: eval_loss (mean over supervised tokens of the held-out rows), eval_loss_<language> where rows name one.
 */
export interface Eval {
  v: V;
  runId: RunId;
  seq: Seq;
  at: At;
  type: 'eval';
  step: number;
  values: Values;
  rows: number;
  supervisedTokens: number;
  best: boolean;
}
export interface Checkpoint {
  v: V;
  runId: RunId;
  seq: Seq;
  at: At;
  type: 'checkpoint';
  step: number;
  /**
   * Relative to the run's folder.
   */
  path: string;
  bytes: number;
  best: boolean;
}
export interface Sample {
  v: V;
  runId: RunId;
  seq: Seq;
  at: At;
  type: 'sample';
  stage: 'before' | 'after';
  index: number;
  prompt: string;
  answer: string;
  tokens: number;
  /**
   * false: cut at max_new_tokens.
   */
  ended: boolean;
}
export interface RunFinished {
  v: V;
  runId: RunId;
  seq: Seq;
  at: At;
  type: 'run.finished';
  steps: number;
  stoppedEarly: boolean;
  lossBefore: Values1;
  lossAfter: Values2;
  bestStep: number | null;
  trainedTokens: number;
  /**
   * All attempts together.
   */
  seconds: number;
  peakMemoryBytes: number;
  adapter: {
    /**
     * PEFT folder, relative to the run's folder.
     */
    path: string;
    /**
     * Of adapter_model.safetensors.
     */
    sha256: string;
    /**
     * null: an architecture that llama.cpp's converter does not name.
     */
    ggufPath: string | null;
    ggufSha256: string | null;
    parameters: number;
  };
}
/**
 * The first evaluation's values; empty without held-out rows.
 */
export interface Values1 {
  [k: string]: Number | undefined;
}
/**
 * Of the adapter that was kept (the best).
 */
export interface Values2 {
  [k: string]: Number | undefined;
}
/**
 * The end of a tokenize job, in place of run.finished.
 */
export interface TokenizeFinished {
  v: V;
  runId: RunId;
  seq: Seq;
  at: At;
  type: 'tokenize.finished';
  /**
   * Of this job; files that were there already are not counted.
   */
  rows: number;
  refused: number;
  seconds: number;
  chatTemplateSha256: string;
}
/**
 * How far a score job is with one file of items.
 */
export interface ScoreProgress {
  v: V;
  runId: RunId;
  seq: Seq;
  at: At;
  type: 'score.progress';
  file: string;
  /**
   * Sequences: a conversation is one, each choice is one.
   */
  done: number;
  total: number;
}
/**
 * The end of a score job, in place of run.finished.
 */
export interface ScoreFinished {
  v: V;
  runId: RunId;
  seq: Seq;
  at: At;
  type: 'score.finished';
  /**
   * Of this job; files that were there already are not counted.
   */
  items: number;
  refused: number;
  /**
   * That counted.
   */
  tokens: number;
  seconds: number;
  chatTemplateSha256: string;
}
export interface RunFailed {
  v: V;
  runId: RunId;
  seq: Seq;
  at: At;
  type: 'run.failed';
  /**
   * One of error-codes.json.
   */
  code: string;
  message: string;
  hint: string | null;
  checkpointStep: number | null;
}
