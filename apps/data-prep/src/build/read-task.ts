import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';

import { writeFileAtomically } from '@naru/files';

import { readFile, readRange, type Listed, type Range, type RefusedRecord, type SourceConfig } from '../read/index.ts';
import type { Row } from '../rows/row.ts';

/** A file of a source, or a range of it, to be written as shards. */
export interface ReadTask {
  readonly source: SourceConfig;
  readonly file: Listed;
  readonly range?: Range;
  /** The folder, and how the names of this task's shards begin. */
  readonly folder: string;
  readonly name: string;
  /** A shard is full with so many rows, or so many characters of JSON. */
  readonly shardRows: number;
  readonly shardCharacters: number;
  /** Counts the bytes that all tasks have read: one unsigned number of 64 bits. */
  readonly bytesRead: SharedArrayBuffer;
}

/** What a task left, written last: a task that has it is done. */
export interface ReadOutcome {
  readonly shards: readonly { readonly name: string; readonly rows: number }[];
  readonly refused: number;
  /** The first of them, for the report; all stand in the task's `refused.jsonl`. */
  readonly firstRefused: readonly RefusedRecord[];
  /** What was decided on the way to a row, with how often. */
  readonly notes: Readonly<Record<string, number>>;
}

export const outcomePath = (folder: string, task: string): string => `${folder}/${task}.read.json`;

const FIRST_REFUSED = 20;

export async function doReadTask(task: ReadTask): Promise<void> {
  const writing = new ShardWriting(task);
  const { source, file, range } = task;
  const read = new BigUint64Array(task.bytesRead);
  const options = { onBytes: (bytes: number) => Atomics.add(read, 0, BigInt(bytes)) };
  const batches = range === undefined ? readFile(file, source, options) : readRange(file, range, source, options);
  for await (const batch of batches) {
    for (const result of batch) {
      if ('skipped' in result) writing.note(result.skipped);
      else if ('refused' in result) writing.refuse(result.refused);
      else {
        for (const note of result.notes ?? []) writing.note(note);
        writing.take(result.row);
      }
    }
    await writing.flushFull();
  }
  await writing.end();
}

class ShardWriting {
  readonly #task: ReadTask;
  readonly #shards: { name: string; rows: number }[] = [];
  readonly #firstRefused: RefusedRecord[] = [];
  readonly #notes: Record<string, number> = {};
  #refusedLines: string[] = [];
  #lines: string[] = [];
  #characters = 0;
  #refused = 0;

  constructor(task: ReadTask) {
    this.#task = task;
  }

  take(row: Row): void {
    const line = `${JSON.stringify(row)}\n`;
    this.#lines.push(line);
    this.#characters += line.length;
  }

  refuse(refused: RefusedRecord): void {
    this.#refused += 1;
    if (this.#firstRefused.length < FIRST_REFUSED) this.#firstRefused.push(refused);
    this.#refusedLines.push(`${JSON.stringify(refused)}\n`);
  }

  note(note: string): void {
    this.#notes[note] = (this.#notes[note] ?? 0) + 1;
  }

  async flushFull(): Promise<void> {
    const { shardRows, shardCharacters } = this.#task;
    if (this.#lines.length >= shardRows || this.#characters >= shardCharacters) await this.#flush();
  }

  async end(): Promise<void> {
    await this.#flush();
    const { folder, name } = this.#task;
    await mkdir(dirname(outcomePath(folder, name)), { recursive: true });
    if (this.#refused > 0) await writeFileAtomically(`${folder}/${name}.refused.jsonl`, this.#refusedLines.join(''));
    const outcome: ReadOutcome = {
      shards: this.#shards,
      refused: this.#refused,
      firstRefused: this.#firstRefused,
      notes: this.#notes,
    };
    await writeFileAtomically(outcomePath(folder, name), JSON.stringify(outcome));
  }

  async #flush(): Promise<void> {
    if (this.#lines.length === 0) return;
    const name = `${this.#task.name}-${String(this.#shards.length).padStart(5, '0')}`;
    await writeFileAtomically(`${this.#task.folder}/${name}.rows.jsonl`, this.#lines.join(''));
    this.#shards.push({ name, rows: this.#lines.length });
    this.#lines = [];
    this.#characters = 0;
  }
}
