import { globSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';

import { createChatClient } from '@naru/inference';

import type { EngineKindDriver } from './engine-kind.ts';
import type { ServedAdapter } from '../supervisor.ts';

export interface LlamaCppOptions {
  /** What is started: a Python and the launcher, unless a test brings its own. */
  readonly command: readonly [program: string, ...args: string[]];
  /** Folder of the links by which adapters get their names. */
  readonly links: string;
  /** Of xllamacpp. */
  readonly version: string | null;
}

const START_MS = 120_000;

/** llama.cpp: adapters are given at the start, so that another set means another process. */
export function llamaCpp({ command: [program, ...first], links, version }: LlamaCppOptions): EngineKindDriver {
  return {
    name: 'llamacpp',
    mayStandBeside: true,
    startTimeoutMs: START_MS,
    needsRestart: (started, wanted) => namesOf(started) !== namesOf(wanted),
    command: ({ base, maxModelLen, slots, threads }, adapters, port) => ({
      program,
      args: [
        ...first,
        ...['--model', base.path, '--alias', base.id, '--port', String(port), '--context', String(maxModelLen)],
        ...['--slots', String(slots), '--threads', String(threads)],
        ...adapters.flatMap(({ name, path }) => ['--alias', name, '--adapter', linked(links, name, path)]),
      ],
    }),
    client: ({ base }, url) => createChatClient({ kind: 'llamacpp', name: 'llama.cpp', url, model: base.id }),
    load: () => Promise.reject(new Error('llama.cpp loads adapters at its start only')),
    unload: () => Promise.reject(new Error('llama.cpp keeps its adapters to its end')),
    version: () => Promise.resolve(version),
  };
}

const namesOf = (adapters: readonly ServedAdapter[]): string => adapters.map(({ name }) => name).join('\n');

/** llama.cpp knows an adapter by its file only, so the file gets the adapter's name. */
function linked(folder: string, name: string, path: string): string {
  const link = join(folder, `${name}.gguf`);
  mkdirSync(folder, { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(path, link);
  return link;
}

/** Version of the package that is installed; null where it is not. */
export function xllamacppVersion(root: string): string | null {
  const [found] = globSync('.venv/lib/python3.*/site-packages/xllamacpp-*.dist-info', { cwd: root });
  return found === undefined ? null : basename(found, '.dist-info').replace('xllamacpp-', 'xllamacpp ');
}
