// Owns what a dataset holds of rated answers besides rows: preference pairs, and which rows and pairs came of which
// message. Both stand on the side of the split that the row stands on.
import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

import type { RowState } from '../rows/row-state.ts';
import { splitOf } from '../steps/noted.ts';
import type { SplitName } from '../steps/split/index.ts';
import { namedLanguageOf, SplitWriter, type RowsFile } from './write-splits.ts';

const FOLDER = 'preferences';
const MESSAGES = 'messages.jsonl';

export interface WrittenFeedback {
  readonly preferences?: Record<SplitName, RowsFile[]>;
  readonly messages?: RowsFile;
}

/** Writes `preferences/` as the splits are written, and `messages.jsonl`; neither where no row is of a rated answer. */
export class FeedbackWriter {
  readonly #folder: string;
  readonly #pairs: SplitWriter;
  readonly #hash = createHash('sha256');
  readonly #rows = { train: 0, validation: 0, test: 0 };
  readonly #pairsSoFar = { train: 0, validation: 0, test: 0 };
  #file: FileHandle | undefined;
  #lines = 0;
  #bytes = 0;

  constructor(folder: string) {
    this.#folder = folder;
    this.#pairs = new SplitWriter(join(folder, FOLDER), { lines: (state) => pairsOf(state).map(({ line }) => line) });
  }

  /** Rows of one shard, in the order in which the splits get them. */
  async write(states: readonly RowState[]): Promise<void> {
    await this.#pairs.write(states);
    const lines: string[] = [];
    for (const state of states) {
      const split = splitOf(state);
      this.#rows[split] += 1;
      const { feedback } = state.row;
      if (feedback === undefined) continue;
      lines.push(listed({ messageId: feedback.messageId, split, row: this.#rows[split] }));
      for (const { rejected } of pairsOf(state)) {
        this.#pairsSoFar[split] += 1;
        const ids = new Set([feedback.messageId, rejected]);
        for (const messageId of ids) lines.push(listed({ messageId, split, pair: this.#pairsSoFar[split] }));
      }
    }
    if (lines.length > 0) await this.#append(lines);
  }

  /** Makes everything durable, and tells what there is. */
  async close(): Promise<WrittenFeedback> {
    const preferences = await this.#pairs.close();
    const hasPairs = Object.values(preferences).some((files) => files.length > 0);
    await this.#file?.sync();
    await this.#file?.close();
    const sha256 = this.#hash.digest('hex');
    return {
      ...(hasPairs && { preferences: inFolder(preferences) }),
      ...(this.#lines > 0 && { messages: { path: MESSAGES, rows: this.#lines, bytes: this.#bytes, sha256 } }),
    };
  }

  async #append(lines: readonly string[]): Promise<void> {
    const bytes = Buffer.from(lines.join(''));
    this.#file ??= await open(join(this.#folder, MESSAGES), 'w');
    await this.#file.write(bytes);
    this.#hash.update(bytes);
    this.#lines += lines.length;
    this.#bytes += bytes.length;
  }
}

interface Listing {
  readonly messageId: string;
  readonly split: SplitName;
  /** From 1, over all files of the split. */
  readonly row?: number;
  readonly pair?: number;
}

const listed = (listing: Listing): string => `${JSON.stringify(listing)}\n`;

interface Pair {
  /** Message id. */
  readonly rejected: string;
  readonly line: string;
}

/** The pairs of a row as TRL reads them (https://huggingface.co/docs/trl/dataset_formats#preference); none where both texts became one. */
function pairsOf(state: RowState): Pair[] {
  const { messages, id, source, feedback } = state.row;
  const chosen = messages.at(-1);
  if (feedback === undefined || chosen === undefined) return [];
  const prompt = messages.slice(0, -1);
  const language = namedLanguageOf(state);
  const texts = new Set([chosen.content]);
  return feedback.rejected.flatMap(({ messageId, content }) => {
    if (texts.has(content)) return [];
    texts.add(content);
    const rejected = [{ role: 'assistant', content }];
    return [
      {
        rejected: messageId,
        line: `${JSON.stringify({ id, prompt, chosen: [chosen], rejected, source, language })}\n`,
      },
    ];
  });
}

function inFolder(files: Record<SplitName, RowsFile[]>): Record<SplitName, RowsFile[]> {
  const named = (of: readonly RowsFile[]): RowsFile[] =>
    of.map((file) => ({ ...file, path: `${FOLDER}/${file.path}` }));
  return { train: named(files.train), validation: named(files.validation), test: named(files.test) };
}
