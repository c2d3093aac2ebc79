import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { AppError } from '@naru/contracts';

/** One item of a task as lm-eval's `--log_samples` has it. */
export interface Sample {
  readonly id: number;
  /** lm-eval's own, of the item's fields. */
  readonly docHash: string;
  /** What the model was given, its chat template included. */
  readonly prompt: string;
  readonly target: string;
  /** What it wrote; null where options were scored. */
  readonly answer: string | null;
  /** Of each option, where options were scored: the natural logarithm of its chance. */
  readonly likelihoods: readonly number[] | null;
  /** By metric, and by filter where there is one: `acc`, `exact_match,strict-match`. */
  readonly values: Readonly<Record<string, number>>;
}

export interface TaskSamples {
  readonly task: string;
  readonly higherIsBetter: Readonly<Record<string, boolean>>;
  /** In the order of their ids. */
  readonly samples: readonly Sample[];
}

/**
 * What `lm-eval run --log_samples --output_path=<folder>` left, by task.
 *
 * @throws AppError `data.not-found`, `data.invalid`
 */
export function readSamples(folder: string): TaskSamples[] {
  const [results] = globSync('**/results_*.json', { cwd: folder }).sort().reverse();
  const files = globSync('**/samples_*.jsonl', { cwd: folder });
  if (results === undefined || files.length === 0) {
    throw new AppError('data.not-found', `${folder} holds no results of lm-eval with samples.`, {
      hint: 'lm-eval writes them with --log_samples and --output_path.',
    });
  }
  const directions = (JSON.parse(readFileSync(join(folder, results), 'utf8')) as ResultsFile).higher_is_better ?? {};
  const newest = new Map(files.sort().map((file) => [taskOf(file), file]));
  return [...newest].map(([task, file]) => {
    const samples = merged(join(folder, file));
    return { task, higherIsBetter: directions[task] ?? {}, samples: samples.sort((a, b) => a.id - b.id) };
  });
}

interface ResultsFile {
  readonly higher_is_better?: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
}

/** `samples_<task>_2026-11-23T23-20-52.968244.jsonl` */
const taskOf = (file: string): string => basename(file).replace(/^samples_|_[^_]*\.jsonl$/g, '');

interface SampleLine extends Readonly<Record<string, unknown>> {
  readonly doc_id: number;
  readonly doc_hash: string;
  readonly target: unknown;
  readonly filter: string;
  readonly metrics: readonly string[];
  readonly arguments: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly filtered_resps: readonly unknown[];
}

/** A task with several filters has a line of each for every item. */
function merged(path: string): Sample[] {
  const found = new Map<number, Sample>();
  const lines = readFileSync(path, 'utf8').split('\n');
  for (const [at, text] of lines.entries()) {
    if (text === '') continue;
    const sample = sampleIn(text, `${path}:${at + 1}`);
    const before = found.get(sample.id);
    found.set(sample.id, before === undefined ? sample : { ...sample, values: { ...before.values, ...sample.values } });
  }
  return [...found.values()];
}

function sampleIn(text: string, where: string): Sample {
  try {
    const line = JSON.parse(text) as SampleLine;
    const [response] = line.filtered_resps;
    const prompt = line.arguments['gen_args_0']?.['arg_0'];
    const suffix = line.filter === 'none' ? '' : `,${line.filter}`;
    const values = line.metrics.flatMap((metric): [string, number][] => {
      const value = line[metric];
      return typeof value === 'number' && Number.isFinite(value) ? [[metric + suffix, value]] : [];
    });
    return {
      ...{ id: line.doc_id, docHash: line.doc_hash, target: String(line.target) },
      prompt: typeof prompt === 'string' ? prompt : '',
      answer: typeof response === 'string' ? response : null,
      likelihoods: typeof response === 'string' ? null : likelihoodsIn(line.filtered_resps),
      values: Object.fromEntries(values),
    };
  } catch (cause) {
    throw new AppError('data.invalid', `${where} is no sample of lm-eval.`, { cause });
  }
}

/** Of each option lm-eval has its log-likelihood and whether it is what the model would have written, as text. */
const likelihoodsIn = (responses: readonly unknown[]): number[] =>
  responses.map((response) => Number(Array.isArray(response) ? response[0] : response));
