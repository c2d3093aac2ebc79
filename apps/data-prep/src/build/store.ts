import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

import type { StepReport } from './step-report.ts';

/** What `read` left: the shards in order, with their rows. */
export interface Shards {
  readonly shards: readonly { readonly name: string; readonly rows: number }[];
}

/** Where a build keeps what it can take again: `data/work/`. A file there is whole or not there. */
export class Store {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** The folder of one step's results; `key` names everything that they depend on. Its time is that of its last use. */
  folder(step: string, key: string): StepFolder {
    const path = join(this.root, `${step}-${key}`);
    mkdirSync(path, { recursive: true });
    const now = new Date();
    utimesSync(path, now, now);
    return new StepFolder(path);
  }
}

/** The results of one step, shard by shard. */
export class StepFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Forgets all of it. */
  empty(): void {
    rmSync(this.path, { recursive: true, force: true });
    mkdirSync(this.path, { recursive: true });
  }

  rows(shard: string): string {
    return join(this.path, `${shard}.rows.jsonl`);
  }

  column(shard: string): string {
    return join(this.path, `${shard}.column.jsonl`);
  }

  /** Written after the shard's column: what has it is whole. */
  shardReport(shard: string): string {
    return join(this.path, `${shard}.report.json`);
  }

  collected(shard: string, name: string): string {
    return `${this.collectedPrefix(shard)}.${name}.bin`;
  }

  collectedPrefix(shard: string): string {
    return join(this.path, shard);
  }

  /** Written last of all: what has it is whole for every shard. */
  get report(): string {
    return join(this.path, 'report.json');
  }

  readReport(): StepReport | undefined {
    return existsSync(this.report) ? (JSON.parse(readFileSync(this.report, 'utf8')) as StepReport) : undefined;
  }
}
