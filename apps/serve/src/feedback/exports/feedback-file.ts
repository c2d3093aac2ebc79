import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';

import { preferenceOf, type FeedbackAnswer, type FeedbackManifest } from '@naru/contracts';

const PIECE_CHARACTERS = 1024 * 1024;

type Counts = { -readonly [Key in keyof FeedbackManifest['counts']]: number };

/** Writes lines one after the other, and knows at the end what it wrote. */
export class FeedbackFile {
  readonly #file: FileHandle;
  readonly #hash = createHash('sha256');
  readonly #counts: Counts = { answers: 0, up: 0, down: 0, corrections: 0, pairs: 0 };
  #held = '';
  #bytes = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(path: string): Promise<FeedbackFile> {
    return new FeedbackFile(await open(path, 'wx'));
  }

  async write(line: FeedbackAnswer): Promise<void> {
    this.#count(line);
    this.#held += `${JSON.stringify(line)}\n`;
    if (this.#held.length >= PIECE_CHARACTERS) await this.#flush();
  }

  /** Closes the file once it is on the disk. */
  async end(): Promise<Pick<FeedbackManifest, 'file' | 'counts'>> {
    await this.#flush();
    await this.#file.sync();
    await this.close();
    const file = { path: 'feedback.jsonl' as const, bytes: this.#bytes, sha256: this.#hash.digest('hex') };
    return { file, counts: this.#counts };
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  #count(line: FeedbackAnswer): void {
    this.#counts.answers += 1;
    if (line.rating !== null) this.#counts[line.rating] += 1;
    if (line.correction !== null && line.correction.trim() !== '') this.#counts.corrections += 1;
    this.#counts.pairs += preferenceOf(line)?.rejected.length ?? 0;
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#held);
    this.#held = '';
    this.#bytes += bytes.length;
    this.#hash.update(bytes);
    for (let at = 0; at < bytes.length;) at += (await this.#file.write(bytes, at)).bytesWritten;
  }
}
