import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { AppError, checkScoreOutput, type ItemLikelihood, type ScoreJob, type ScoreOutput } from '@naru/contracts';
import { keyOf, writeFileAtomically } from '@naru/files';
import type { Progress } from '@naru/terminal';
import type { TorchJobs } from '@naru/torch-runner';

import type { Subject } from '../subjects/subject.ts';
import { workFolder, type ResultFolders } from '../work.ts';

/** What is scored: a conversation whose answers count, or a question with the options that may follow. */
export interface ScoreItem {
  readonly id: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly choices?: readonly string[];
}

export interface ScoreItems {
  readonly folders: ResultFolders;
  readonly jobs: TorchJobs;
  readonly device: 'cpu' | 'cuda';
  /** `auto` where not given. */
  readonly dtype?: 'auto' | 'float32';
  /** The chat template that both subjects are asked with. */
  readonly chatTemplateSha256: string | null;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** Of a conversation, of each choice, or why there is none. */
export type Likelihood =
  | { readonly kind: 'conversation'; readonly likelihood: ItemLikelihood }
  | { readonly kind: 'choices'; readonly choices: readonly ItemLikelihood[] }
  | { readonly kind: 'refused'; readonly because: string };

const MAX_LENGTH = 4096;
const BATCH_TOKENS = 4096;

/**
 * How likely a subject finds each item, by the job that training measures its loss with. What was scored is kept.
 *
 * @throws AppError of the job, `python.unavailable`, `job.crashed`
 */
export async function scoreItems(
  subject: Subject,
  items: readonly ScoreItem[],
  options: ScoreItems,
): Promise<ReadonlyMap<string, Likelihood>> {
  if (items.length === 0) return new Map();
  const { folders, device, dtype = 'auto', chatTemplateSha256, progress } = options;
  const { base, about } = subject;
  const job = {
    base: { id: base.id, format: base.format, path: base.path, revision: base.revision, sha256: shaOf(subject) },
    adapter: subject.adapter && { path: subject.adapter.path, sha256: about.sha256 ?? '' },
    chatTemplateSha256,
    device: { kind: device, threads: null },
    dtype,
    ...{ maxLength: MAX_LENGTH, batchTokens: BATCH_TOKENS },
  };
  const folder = workFolder(folders, {
    ...{ what: 'likelihoods', v: 1, base: about.baseSha256, adapter: about.sha256, chatTemplateSha256, device },
    ...{ maxLength: MAX_LENGTH, ...(dtype !== 'auto' && { dtype }) },
  });
  const text = items.map((item) => `${JSON.stringify(item)}\n`).join('');
  const output = join(folder, `${keyOf(text)}.jsonl`);
  if (!existsSync(output)) {
    await mkdir(folder, { recursive: true });
    const path = `${output}.items`;
    await writeFileAtomically(path, text);
    const meter = progress.begin(`likelihoods of ${about.name}`, { total: sequencesOf(items), unit: 'texts' });
    try {
      await run({ ...job, files: [{ items: path, output }] }, options, (done) => meter.at(done));
    } finally {
      meter.end();
    }
  }
  return likelihoodsIn(output, items);
}

/** The job checks a GGUF file's hash; a folder's is of its files. */
const shaOf = ({ base, about }: Subject): string | null => (base.format === 'gguf' ? about.baseSha256 : null);

const sequencesOf = (items: readonly ScoreItem[]): number =>
  items.reduce((sum, { choices }) => sum + (choices?.length ?? 1), 0);

async function run(
  job: Omit<ScoreJob, 'v' | 'kind' | 'runId' | 'eventsPath'>,
  { jobs, folders, signal, device }: ScoreItems,
  told: (done: number) => void,
): Promise<void> {
  await jobs.run('score', job, {
    work: folders.work,
    signal,
    gpus: device === 'cuda',
    onEvent: (event) => {
      if (event.type === 'score.progress') told(event.done);
    },
  });
}

function likelihoodsIn(path: string, items: readonly ScoreItem[]): Map<string, Likelihood> {
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  if (lines.length !== items.length) {
    throw new AppError('job.garbage', `${path} has ${lines.length} lines for ${items.length} items.`, {
      hint: 'Remove the file and run the same command again.',
    });
  }
  return new Map(
    lines.map((line, at) => {
      const checked = checkScoreOutput(JSON.parse(line));
      const { id } = items[at] ?? { id: '' };
      if (checked.ok && checked.value.id === id) return [id, likelihoodOf(checked.value)] as const;
      throw new AppError('job.garbage', `${path}:${at + 1} is no likelihood of ${id}.`);
    }),
  );
}

function likelihoodOf(output: ScoreOutput): Likelihood {
  if ('refused' in output) return { kind: 'refused', because: output.refused };
  if ('choices' in output) return { kind: 'choices', choices: output.choices };
  const { logLikelihood, tokens, bytes } = output;
  return { kind: 'conversation', likelihood: { logLikelihood, tokens, bytes } };
}
