import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { ScoreJob } from '@naru/contracts';
import { keyOf, writeFileAtomically } from '@naru/files';
import type { Progress } from '@naru/terminal';
import type { TorchJobs } from '@naru/torch-runner';

import type { Subject } from '../subjects/subject.ts';
import { workFolder, type ResultFolders } from '../work.ts';
import { likelihoodsIn, type Likelihood } from './likelihood.ts';

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

const MAX_LENGTH = 4096;
const BATCH_TOKENS = 4096;

/** How likely a subject finds each item: `scoreParts` of one part. */
export function scoreItems(
  subject: Subject,
  items: readonly ScoreItem[],
  options: ScoreItems,
): Promise<ReadonlyMap<string, Likelihood>> {
  return scoreParts(subject, [items], options);
}

/**
 * How likely a subject finds each item, by the job that training measures its loss with. Each part is kept by itself:
 * what was scored once is not scored again, and a kill loses one part at most.
 *
 * @throws AppError of the job, `python.unavailable`, `job.crashed`
 */
export async function scoreParts(
  subject: Subject,
  parts: readonly (readonly ScoreItem[])[],
  options: ScoreItems,
): Promise<ReadonlyMap<string, Likelihood>> {
  const folder = keptIn(subject, options);
  const kept = parts
    .filter((items) => items.length > 0)
    .map((items) => {
      const text = items.map((item) => `${JSON.stringify(item)}\n`).join('');
      return { items, text, output: join(folder, `${keyOf(text)}.jsonl`) };
    });
  const missing = kept.filter(({ output }) => !existsSync(output));
  if (missing.length > 0) {
    await mkdir(folder, { recursive: true });
    for (const { output, text } of missing) await writeFileAtomically(itemsOf(output), text);
    await score(subject, missing, options);
  }
  const found = new Map(kept.flatMap(({ output, items }) => [...likelihoodsIn(output, items)]));
  const refused = [...found.values()].find((one) => one.kind === 'refused');
  const count = [...found.values()].filter(({ kind }) => kind === 'refused').length;
  if (refused !== undefined) {
    options.progress.say(`${count} texts are not scored for ${subject.about.name}; the first ${refused.because}`);
  }
  return found;
}

interface Part {
  readonly items: readonly ScoreItem[];
  readonly output: string;
}

const itemsOf = (output: string): string => `${output}.items`;

/** The folder of likelihoods that depend on the same things. */
function keptIn({ about }: Subject, { folders, device, dtype = 'auto', chatTemplateSha256 }: ScoreItems): string {
  return workFolder(folders, {
    ...{ what: 'likelihoods', v: 1, base: about.baseSha256, adapter: about.sha256, chatTemplateSha256, device },
    ...{ maxLength: MAX_LENGTH, ...(dtype !== 'auto' && { dtype }) },
  });
}

async function score(subject: Subject, parts: readonly Part[], options: ScoreItems): Promise<void> {
  const { base, about, adapter } = subject;
  const job = {
    base: { id: base.id, format: base.format, path: base.path, revision: base.revision, sha256: shaOf(subject) },
    adapter: adapter && { path: adapter.path, sha256: about.sha256 ?? '' },
    chatTemplateSha256: options.chatTemplateSha256,
    device: { kind: options.device, threads: null },
    dtype: options.dtype ?? ('auto' as const),
    ...{ maxLength: MAX_LENGTH, batchTokens: BATCH_TOKENS },
    files: parts.map(({ output }) => ({ items: itemsOf(output), output })),
  };
  const total = parts.reduce((sum, { items }) => sum + sequencesOf(items), 0);
  const meter = options.progress.begin(`likelihoods of ${about.name}`, { total, unit: 'texts' });
  const done = new Map<string, number>();
  try {
    await run(job, options, (file, texts) => {
      done.set(file, texts);
      meter.at([...done.values()].reduce((sum, each) => sum + each, 0));
    });
  } finally {
    meter.end();
  }
}

/** The job checks a GGUF file's hash; a folder's is of its files. */
const shaOf = ({ base, about }: Subject): string | null => (base.format === 'gguf' ? about.baseSha256 : null);

const sequencesOf = (items: readonly ScoreItem[]): number =>
  items.reduce((sum, { choices }) => sum + (choices?.length ?? 1), 0);

async function run(
  job: Omit<ScoreJob, 'v' | 'kind' | 'runId' | 'eventsPath'>,
  { jobs, folders, signal, device }: ScoreItems,
  told: (file: string, texts: number) => void,
): Promise<void> {
  await jobs.run('score', job, {
    work: folders.work,
    signal,
    gpus: device === 'cuda',
    onEvent: (event) => {
      if (event.type === 'score.progress') told(event.file, event.done);
    },
  });
}
