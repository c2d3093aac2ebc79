import { readFileSync } from 'node:fs';

import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

import type { DataRecipe } from './generated/data-recipe.ts';
import type { DataSynthesis } from './generated/data-synthesis.ts';
import type { DatasetManifest } from './generated/dataset-manifest.ts';
import type { EvaluatedItem } from './generated/evaluated-item.ts';
import type { EvaluationGate } from './generated/evaluation-gate.ts';
import type { EvaluationItem } from './generated/evaluation-item.ts';
import type { EvaluationReport } from './generated/evaluation-report.ts';
import type { FeedbackAnswer, FeedbackManifest } from './generated/feedback-file.ts';
import type { Forgotten } from './generated/forgotten.ts';
import type { JobEvent } from './generated/job-event.ts';
import type { LoopPolicy } from './generated/loop-policy.ts';
import type { ScoreJob } from './generated/score-job.ts';
import type { ScoreOutput } from './generated/score-output.ts';
import type { TokenizeJob } from './generated/tokenize-job.ts';
import type { TokenizeOutput } from './generated/tokenize-output.ts';
import type { TrainJob } from './generated/train-job.ts';
import type { TrainingConfig } from './generated/training-config.ts';
import { nearest } from './nearest.ts';

/** One place where a document does not fit its schema. */
export interface SchemaProblem {
  /** Dotted path of the field, empty for the document itself. */
  readonly field: string;
  readonly message: string;
}

export type Checked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: SchemaProblem[] };

const load = (name: string): object =>
  JSON.parse(readFileSync(new URL(`../schema/${name}.schema.json`, import.meta.url), 'utf8')) as object;

const ajv = new Ajv2020({
  allErrors: true,
  useDefaults: true,
  strictRequired: false,
  allowUnionTypes: true,
  verbose: true,
  discriminator: true,
});
addFormats.default(ajv);
const config = ajv.compile<TrainingConfig>(load('training-config'));
const job = ajv.compile<TrainJob>(load('train-job'));
const scoreJob = ajv.compile<ScoreJob>(load('score-job'));
const scoreOutput = ajv.compile<ScoreOutput>(load('score-output'));
const tokenizeJob = ajv.compile<TokenizeJob>(load('tokenize-job'));
const tokenizeOutput = ajv.compile<TokenizeOutput>(load('tokenize-output'));
const recipeDocument = load('data-recipe');
const recipe = ajv.compile<DataRecipe>(recipeDocument);
const synthesis = ajv.compile<DataSynthesis>(load('data-synthesis'));
const manifest = ajv.compile<DatasetManifest>(load('dataset-manifest'));
const evaluationGate = ajv.compile<EvaluationGate>(load('evaluation-gate'));
const evaluationItem = ajv.compile<EvaluationItem>(load('evaluation-item'));
const evaluatedItem = ajv.compile<EvaluatedItem>(load('evaluated-item'));
const evaluationReport = ajv.compile<EvaluationReport>(load('evaluation-report'));
const forgotten = ajv.compile<Forgotten>(load('forgotten'));
const loopPolicy = ajv.compile<LoopPolicy>(load('loop-policy'));
ajv.addSchema(load('feedback-file'));
const feedbackAnswer = definitionOf<FeedbackAnswer>('feedback-file', 'FeedbackAnswer');
const feedbackManifest = definitionOf<FeedbackManifest>('feedback-file', 'FeedbackManifest');
const eventSchema = load('job-event') as { $defs: Record<string, { properties?: { type?: { const?: string } } }> };
ajv.addSchema(eventSchema);
const eventValidators = new Map<string, ValidateFunction>();
for (const [name, definition] of Object.entries(eventSchema.$defs)) {
  const type = definition.properties?.type?.const;
  const validator = ajv.getSchema(`https://naru.dev/schema/job-event.schema.json#/$defs/${name}`);
  if (type !== undefined && validator !== undefined) eventValidators.set(type, validator);
}

/** The schema of data recipes itself, with descriptions and defaults: for forms. */
export const dataRecipeSchema = (): object => structuredClone(recipeDocument);

/** A training configuration with its defaults filled in. `input` is not changed. */
export function checkTrainingConfig(input: unknown): Checked<TrainingConfig> {
  return run(config, structuredClone(input));
}

/** A job.json document, its configuration's defaults filled in. `input` is not changed. */
export function checkTrainJob(input: unknown): Checked<TrainJob> {
  return run(job, structuredClone(input));
}

/** The job.json of a score job. */
export function checkScoreJob(input: unknown): Checked<ScoreJob> {
  return run(scoreJob, input);
}

/** A line of what a score job says of a file of items. */
export function checkScoreOutput(input: unknown): Checked<ScoreOutput> {
  return run(scoreOutput, input);
}

/** The job.json of a tokenize job. */
export function checkTokenizeJob(input: unknown): Checked<TokenizeJob> {
  return run(tokenizeJob, input);
}

/** What a tokenize job says of one file of rows. */
export function checkTokenizeOutput(input: unknown): Checked<TokenizeOutput> {
  return run(tokenizeOutput, input);
}

/** A data recipe with its defaults filled in. `input` is not changed. */
export function checkDataRecipe(input: unknown): Checked<DataRecipe> {
  return run(recipe, structuredClone(input));
}

/** How rows are to be made by a model, with defaults filled in. `input` is not changed. */
export function checkDataSynthesis(input: unknown): Checked<DataSynthesis> {
  return run(synthesis, structuredClone(input));
}

/** A dataset's manifest.json. Whether its hash is right is not checked here. */
export function checkDatasetManifest(input: unknown): Checked<DatasetManifest> {
  return run(manifest, input);
}

/** A gate with its defaults filled in. `input` is not changed. */
export function checkEvaluationGate(input: unknown): Checked<EvaluationGate> {
  return run(evaluationGate, structuredClone(input));
}

/** A line of an evaluation set. Whether its instructions are known is not checked here. */
export function checkEvaluationItem(input: unknown): Checked<EvaluationItem> {
  return run(evaluationItem, input);
}

/** report.json of an evaluation, the gate's defaults filled in. `input` is not changed. */
export function checkEvaluationReport(input: unknown): Checked<EvaluationReport> {
  return run(evaluationReport, structuredClone(input));
}

/** A line of an evaluation's items.jsonl. */
export function checkEvaluatedItem(input: unknown): Checked<EvaluatedItem> {
  return run(evaluatedItem, input);
}

/** A line of feedback.jsonl. */
export function checkFeedbackAnswer(input: unknown): Checked<FeedbackAnswer> {
  return run(feedbackAnswer, input);
}

/** A feedback export's manifest.json. Whether its hash is right is not checked here. */
export function checkFeedbackManifest(input: unknown): Checked<FeedbackManifest> {
  return run(feedbackManifest, input);
}

/** A line of data/forgotten.jsonl. */
export function checkForgotten(input: unknown): Checked<Forgotten> {
  return run(forgotten, input);
}

/** A policy of the loop with its defaults filled in. `input` is not changed. */
export function checkLoopPolicy(input: unknown): Checked<LoopPolicy> {
  return run(loopPolicy, structuredClone(input));
}

/** What one line of events.jsonl is: an event, one of a type this version does not know, or not an event at all. */
export type CheckedEvent =
  | { readonly kind: 'event'; readonly event: JobEvent }
  | { readonly kind: 'unknown-type'; readonly type: string }
  | { readonly kind: 'unknown-version'; readonly version: unknown }
  | { readonly kind: 'invalid'; readonly problems: SchemaProblem[] };

/** Unknown `v`: refuse. Unknown `type`: log and skip. The caller decides; this only tells which it is. */
export function checkJobEvent(input: unknown): CheckedEvent {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { kind: 'invalid', problems: [{ field: '', message: 'is not an object' }] };
  }
  const { v, type } = input as { v?: unknown; type?: unknown };
  if (v !== 1) return { kind: 'unknown-version', version: v };
  if (typeof type !== 'string') return { kind: 'invalid', problems: [{ field: 'type', message: 'is missing' }] };
  const validator = eventValidators.get(type);
  if (validator === undefined) return { kind: 'unknown-type', type };
  const checked = run<JobEvent>(validator as ValidateFunction<JobEvent>, input);
  return checked.ok ? { kind: 'event', event: checked.value } : { kind: 'invalid', problems: checked.problems };
}

function definitionOf<T>(schema: string, name: string): ValidateFunction<T> {
  const found = ajv.getSchema<T>(`https://naru.dev/schema/${schema}.schema.json#/$defs/${name}`);
  if (found === undefined) throw new Error(`${schema} defines no ${name}`);
  return found;
}

function run<T>(validator: ValidateFunction<T>, value: unknown): Checked<T> {
  if (validator(value)) return { ok: true, value };
  return { ok: false, problems: (validator.errors ?? []).map(describe) };
}

function describe(error: ErrorObject): SchemaProblem {
  const parent = error.instancePath.slice(1).replaceAll('/', '.');
  const at = (key: string): string => (parent === '' ? key : `${parent}.${key}`);
  if (error.keyword === 'additionalProperties') {
    const key = String(error.params['additionalProperty']);
    const known = Object.keys((error.parentSchema as { properties?: object }).properties ?? {});
    const meant = nearest(key, known);
    return { field: at(key), message: `is not a known key${meant === undefined ? '' : `; did you mean "${meant}"?`}` };
  }
  if (error.keyword === 'required')
    return { field: at(String(error.params['missingProperty'])), message: 'is missing' };
  if (error.keyword === 'enum') {
    const allowed = (error.params['allowedValues'] as unknown[]).map((value) => JSON.stringify(value)).join(', ');
    return { field: parent, message: `must be one of ${allowed}, not ${shown(error.data)}` };
  }
  return { field: parent, message: `${error.message ?? 'is wrong'}, not ${shown(error.data)}` };
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) return 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
