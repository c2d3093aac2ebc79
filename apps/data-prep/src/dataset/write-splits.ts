import { createHash, type Hash } from 'node:crypto';
import { mkdir, open, rename, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

import type { RowState } from '../rows/row-state.ts';
import { splitOf } from '../steps/noted.ts';
import { SPLITS, type SplitName } from '../steps/split/index.ts';

/** One file of rows in a dataset. */
export interface RowsFile {
  /** Relative to the dataset's folder. */
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
}

const DEFAULT_FILE_BYTES = 512 * 1024 * 1024;

interface OpenFile {
  readonly handle: FileHandle;
  readonly hash: Hash;
  readonly path: string;
  rows: number;
  bytes: number;
}

export interface SplitWriterOptions {
  /** A split that grows past it becomes several files. */
  readonly fileBytes?: number;
  /** The lines of a row, each with its end; by default one. */
  readonly lines?: (state: RowState) => readonly string[];
}

/**
 * Writes rows into `train.jsonl`, `val.jsonl` and `test.jsonl`; a split that grows past `fileBytes` becomes a folder of
 * numbered files instead. Not atomic by itself: the folder is renamed when it is whole.
 */
export class SplitWriter {
  readonly #folder: string;
  readonly #fileBytes: number;
  readonly #linesOf: (state: RowState) => readonly string[];
  readonly #files: Record<SplitName, OpenFile[]> = { train: [], validation: [], test: [] };

  constructor(folder: string, { fileBytes = DEFAULT_FILE_BYTES, lines }: SplitWriterOptions = {}) {
    this.#folder = folder;
    this.#fileBytes = fileBytes;
    this.#linesOf = lines ?? ((state) => [lineOf(state)]);
  }

  /** Rows of one shard, in order. */
  async write(states: readonly RowState[]): Promise<void> {
    for (const split of SPLITS) {
      const lines = states.filter((state) => splitOf(state) === split).flatMap(this.#linesOf);
      if (lines.length === 0) continue;
      const file = await this.#fileFor(split);
      const bytes = Buffer.from(lines.join(''));
      await file.handle.write(bytes);
      file.hash.update(bytes);
      file.rows += lines.length;
      file.bytes += bytes.length;
    }
  }

  /** Makes everything durable, and tells what there is. */
  async close(): Promise<Record<SplitName, RowsFile[]>> {
    const written: Record<SplitName, RowsFile[]> = { train: [], validation: [], test: [] };
    for (const split of SPLITS) {
      const files = this.#files[split];
      for (const [at, file] of files.entries()) {
        await file.handle.sync();
        await file.handle.close();
        const path = files.length === 1 ? `${NAMES[split]}.jsonl` : `${NAMES[split]}/${numbered(at)}`;
        await renamed(this.#folder, file.path, path);
        written[split].push({ path, rows: file.rows, bytes: file.bytes, sha256: file.hash.digest('hex') });
      }
    }
    return written;
  }

  async #fileFor(split: SplitName): Promise<OpenFile> {
    const files = this.#files[split];
    const last = files.at(-1);
    if (last !== undefined && last.bytes < this.#fileBytes) return last;
    const path = `${NAMES[split]}-${numbered(files.length)}.part`;
    await mkdir(this.#folder, { recursive: true });
    const handle = await open(join(this.#folder, path), 'w');
    const file = { handle, hash: createHash('sha256'), path, rows: 0, bytes: 0 };
    files.push(file);
    return file;
  }
}

/** As training looks for them. */
const NAMES: Readonly<Record<SplitName, string>> = { train: 'train', validation: 'val', test: 'test' };

const numbered = (at: number): string => `${String(at).padStart(5, '0')}.jsonl`;

/** Without the person: the split has used it, and a dataset does not tell who wrote what. */
function lineOf({ row, notes }: RowState): string {
  const { messages, id, source, topic, synthetic } = row;
  const language = namedLanguageOf({ row, notes });
  return `${JSON.stringify({ id, messages, source, topic, language, synthetic })}\n`;
}

/** The language where it is one for the whole row. */
export function namedLanguageOf({ row, notes }: Pick<RowState, 'row' | 'notes'>): string | undefined {
  const found = notes['language']?.['language'];
  return row.language ?? (found === 'ko' || found === 'en' ? found : undefined);
}

async function renamed(folder: string, from: string, to: string): Promise<void> {
  await mkdir(join(folder, to, '..'), { recursive: true });
  await rename(join(folder, from), join(folder, to));
}
