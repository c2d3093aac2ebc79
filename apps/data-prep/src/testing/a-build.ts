import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { buildDataset, type BuildContext } from '../build/build-dataset.ts';
import type { BuildProgress } from '../build/progress.ts';
import doTask, { type Task } from '../build/worker.ts';
import type { Workers } from '../build/workers.ts';
import type { Published } from '../dataset/publish.ts';
import { readRecipe } from '../recipe/read-recipe.ts';

/** Does tasks here, one after the other, and keeps what it did. */
export class HereWorkers implements Workers {
  readonly done: Task[] = [];
  /** Ends as a kill would, after so many tasks. */
  readonly #most: number;

  constructor(most = Infinity) {
    this.#most = most;
  }

  async run(tasks: readonly Task[], { done }: { done: (task: Task) => void }): Promise<void> {
    for (const task of tasks) {
      if (this.done.length >= this.#most) throw new Error('killed');
      await doTask(task);
      this.done.push(task);
      done(task);
    }
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const SILENT: BuildProgress = {
  say: () => undefined,
  begin: () => ({ add: () => undefined, at: () => undefined, end: () => undefined }),
};

/** A workspace with a recipe and its sources. */
export class Workspace {
  readonly root = mkdtempSync(join(tmpdir(), 'naru-data-'));

  write(name: string, content: string | Uint8Array): this {
    mkdirSync(dirname(join(this.root, name)), { recursive: true });
    writeFileSync(join(this.root, name), content);
    return this;
  }

  build(recipe: string, workers: Workers = new HereWorkers(), over: Partial<BuildContext> = {}): Promise<Published> {
    this.write('recipe.yaml', recipe);
    const context = {
      places: { root: this.root, cwd: this.root },
      workers,
      progress: SILENT,
      signal: new AbortController().signal,
      ...over,
    };
    return buildDataset(readRecipe(join(this.root, 'recipe.yaml'), this.root), context);
  }
}

/** The rows of one split of a dataset. */
export function rowsOf({ path }: Published, split: 'train' | 'val' | 'test'): Record<string, unknown>[] {
  return readFileSync(join(path, `${split}.jsonl`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Every file of a dataset, by name. */
export function filesOf({ path }: Published): Record<string, string> {
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' });
  const files = names.filter((name) => statSync(join(path, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(path, name), 'utf8')]));
}

/** A line of JSONL: one question and its answer. */
export const line = (question: string, answer: string, more: Record<string, unknown> = {}): string =>
  `${JSON.stringify({
    messages: [
      { role: 'user', content: question },
      { role: 'assistant', content: answer },
    ],
    ...more,
  })}\n`;
