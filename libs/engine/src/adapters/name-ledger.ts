import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { AppError } from '@naru/contracts';
import { writeFileAtomically } from '@naru/files';

import type { ServedAdapter } from '../supervisor.ts';
import { contentSha256 } from './content-hash.ts';

/**
 * Which content each adapter name has ever stood for. A name that got other content would be answered from caches of
 * the old one, and old answers would name what did not give them.
 */
export class NameLedger {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** @throws AppError `engine.adapter-conflict`, `model.not-found` */
  async enter(adapters: readonly ServedAdapter[]): Promise<void> {
    const known = await this.#read();
    const before = known.size;
    for (const { name, path } of adapters) {
      const found = await contentSha256(name, path);
      const entered = known.get(name) ?? found;
      if (entered !== found) throw conflict(name, entered, found);
      known.set(name, found);
    }
    if (known.size === before) return;
    await mkdir(dirname(this.#file), { recursive: true });
    await writeFileAtomically(this.#file, `${JSON.stringify(Object.fromEntries(known), null, 2)}\n`);
  }

  async #read(): Promise<Map<string, string>> {
    try {
      return new Map(Object.entries(JSON.parse(await readFile(this.#file, 'utf8')) as Record<string, string>));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
      throw new AppError('internal', `${this.#file} cannot be read: ${(error as Error).message}`, {
        hint: 'It holds which content each adapter name stands for. Remove it if no old adapter is to be served again.',
        cause: error,
      });
    }
  }
}

function conflict(name: string, entered: string, found: string): AppError {
  return new AppError(
    'engine.adapter-conflict',
    `The name ${name} stands for other content already: sha256 ${entered}, and now ${found}.`,
    { hint: 'Serve it under a name of its own: name@sha.' },
  );
}
