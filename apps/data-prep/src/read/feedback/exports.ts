import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import {
  AppError,
  checkFeedbackManifest,
  feedbackId,
  feedbackManifestOf,
  type FeedbackManifest,
} from '@naru/contracts';

/** An export of feedback on this machine, its manifest checked. */
export interface FeedbackExport {
  /** `feedback@<sha>` */
  readonly id: string;
  readonly folder: string;
  readonly manifest: FeedbackManifest;
}

const ID = /^feedback@[0-9a-f]{32}$/;
const LATEST = 'latest';
const HINT = 'Make one with: npx nx run serve:export-feedback';

/** Whether a recipe names an export by its id or as the latest, and not by a path. */
export const isNamed = (feedback: string): boolean => feedback === LATEST || ID.test(feedback);

/**
 * Every export in `data/feedback`, the latest first.
 *
 * @throws AppError `data.invalid` for one that cannot be read: it may tell of withdrawals
 */
export async function exportsIn(root: string): Promise<FeedbackExport[]> {
  if (!existsSync(root)) return [];
  const names = (await readdir(root)).filter((name) => ID.test(name)).sort();
  const exports = await Promise.all(names.map((name) => openExport(join(root, name))));
  return exports.sort((one, other) => timeOf(other) - timeOf(one) || (one.id < other.id ? -1 : 1));
}

export const timeOf = ({ manifest }: FeedbackExport): number => Date.parse(manifest.exportedAt);

/** The export that a recipe names. @throws AppError `data.not-found`, `data.invalid`, `data.changed` */
export async function namedExport(feedback: string, known: readonly FeedbackExport[]): Promise<FeedbackExport> {
  if (!isNamed(feedback)) return openExport(feedback);
  const found = feedback === LATEST ? known[0] : known.find(({ id }) => id === feedback);
  if (found !== undefined) return found;
  const what = feedback === LATEST ? 'no export of feedback' : `no ${feedback}`;
  throw new AppError('data.not-found', `There is ${what} in data/feedback.`, { hint: HINT });
}

/** @throws AppError `data.not-found`, `data.invalid`, `data.changed` */
async function openExport(folder: string): Promise<FeedbackExport> {
  const path = join(folder, 'manifest.json');
  const checked = checkFeedbackManifest(await jsonIn(path));
  if (!checked.ok) {
    const [problem] = checked.problems;
    throw new AppError('data.invalid', `${path}: ${problem?.field ?? ''} ${problem?.message ?? ''}`, { hint: HINT });
  }
  const { v: _v, sha256, ...parts } = checked.value;
  if (feedbackManifestOf(parts).sha256 !== sha256) {
    throw new AppError('data.changed', `${path} is not what it says: it was changed after the export.`, { hint: HINT });
  }
  return { id: feedbackId(checked.value), folder, manifest: checked.value };
}

async function jsonIn(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'data.not-found' : 'data.invalid';
    throw new AppError(code, `${path} cannot be read: ${(cause as Error).message}`, { hint: HINT, cause });
  }
}
