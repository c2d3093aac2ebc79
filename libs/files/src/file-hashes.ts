import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, type BigIntStats } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';

import { writeFileAtomically } from './write-atomically.ts';

interface Entry {
  readonly seal: string;
  readonly sha256: string;
}

// A smaller file is read faster than it is looked up.
const WORTH_KEEPING_BYTES = 8 * 1024 * 1024;

/**
 * SHA-256 of files. Those of large ones are kept in a file under their path, size and times, so that 16 GB of weights
 * are read once.
 */
export class FileHashes {
  readonly #path: string;
  #known: Record<string, Entry> | undefined;

  /** `path`: the file that keeps them, made when there is something to keep. */
  constructor(path: string) {
    this.#path = path;
  }

  /** Rejects as `fs` does when the file cannot be read. */
  async of(path: string): Promise<{ readonly sha256: string; readonly bytes: number }> {
    const stats = await stat(path, { bigint: true });
    const bytes = Number(stats.size);
    if (bytes < WORTH_KEEPING_BYTES) return { sha256: await fileSha256(path), bytes };
    const kept = this.#entries()[path];
    if (kept?.seal === sealOf(stats)) return { sha256: kept.sha256, bytes };
    const sha256 = await fileSha256(path);
    await this.#keep(path, { seal: sealOf(stats), sha256 });
    return { sha256, bytes };
  }

  #entries(): Record<string, Entry> {
    this.#known ??= readEntries(this.#path);
    return this.#known;
  }

  async #keep(path: string, entry: Entry): Promise<void> {
    this.#known = { ...readEntries(this.#path), [path]: entry };
    try {
      await mkdir(dirname(this.#path), { recursive: true });
      await writeFileAtomically(this.#path, `${JSON.stringify(this.#known)}\n`);
    } catch {
      // The hash is right all the same; the next run reads the file again.
    }
  }
}

const sealOf = (stats: BigIntStats): string => [stats.size, stats.mtimeNs, stats.ctimeNs, stats.ino].join(':');

/** SHA-256 of a file of any size, in hex, read now. Rejects as `fs` does. */
export async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest('hex');
}

function readEntries(path: string): Record<string, Entry> {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, Entry>;
  } catch {
    return {};
  }
}
