import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { AppError } from '@naru/contracts';

/** Absolute paths, sorted by name. */
export interface SplitFiles {
  readonly train: readonly string[];
  readonly validation: readonly string[];
}

const ROWS = /\.jsonl?$/i;
const VALIDATION_NAMES = ['val', 'validation', 'valid', 'dev'];

/**
 * The files of a data file or folder: `train.jsonl`, `train.json` or `train/`, and the same for the validation split.
 *
 * @throws AppError `data.not-found`, `data.invalid`
 */
export function filesOfSplits(path: string): SplitFiles {
  if (statSync(path).isDirectory()) return filesOfFolder(path);
  return { train: [path], validation: [] };
}

function filesOfFolder(folder: string): SplitFiles {
  const entries = readable(folder);
  const train = split(folder, entries, ['train']);
  if (train.length === 0) {
    const found = entries.slice(0, 8).join(', ');
    throw new AppError(
      'data.not-found',
      `${folder} holds no train.jsonl, train.json or train/; it holds ${found === '' ? 'nothing' : found}.`,
      {
        hint: 'Name one file with --data=<file.jsonl>, or put the files into train/ and val/.',
      },
    );
  }
  return { train, validation: split(folder, entries, VALIDATION_NAMES) };
}

function split(folder: string, entries: readonly string[], names: readonly string[]): string[] {
  const forms = entries.filter((entry) => names.includes(entry.replace(ROWS, '').toLowerCase()));
  const [form, another] = forms;
  if (form === undefined) return [];
  if (another !== undefined) {
    throw new AppError('data.invalid', `${folder} holds both ${form} and ${another}; one of them has to go.`);
  }
  const path = join(folder, form);
  if (!statSync(path).isDirectory()) return ROWS.test(form) ? [path] : [];
  const files = readable(path, true).filter((name) => ROWS.test(name));
  if (files.length === 0) throw new AppError('data.not-found', `${path} holds no .jsonl or .json file.`);
  return files.map((name) => join(path, name));
}

function readable(folder: string, recursive = false): string[] {
  try {
    return readdirSync(folder, { recursive, encoding: 'utf8' })
      .filter((name) => !name.split('/').some((part) => part.startsWith('.')))
      .sort();
  } catch (cause) {
    throw new AppError('data.invalid', `${folder} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
