import { mkdirSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { TokensUsed } from './chat-model.ts';

/** An answer as it is kept. */
export interface KeptAnswer {
  /** SHA-256 of the request. */
  readonly key: string;
  readonly text: string;
  readonly finishReason: string;
  readonly usage: TokensUsed;
  /** The endpoint did not count. */
  readonly estimated?: true;
  /** What the request was about, for people and programs that read the log. */
  readonly about?: string;
}

/**
 * Answers by the hash of their requests, in a file that is only appended to: whoever is killed loses what was under way
 * and nothing else. A line that was cut by a kill is skipped.
 */
export class AnswerLog {
  readonly #answers = new Map<string, KeptAnswer>();
  readonly #file: FileHandle;
  #wrote: Promise<unknown> = Promise.resolve();

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async open(path: string): Promise<AnswerLog> {
    mkdirSync(dirname(path), { recursive: true });
    const file = await open(path, 'a+', 0o600);
    const log = new AnswerLog(file);
    await log.#load();
    return log;
  }

  find(key: string): KeptAnswer | undefined {
    return this.#answers.get(key);
  }

  /** Done when the answer is on the disk. */
  async keep(answer: KeptAnswer): Promise<void> {
    const line = `${JSON.stringify(answer)}\n`;
    const write = this.#wrote.then(async () => {
      await this.#file.appendFile(line);
      await this.#file.datasync();
    });
    this.#wrote = write.catch(() => undefined);
    await write;
    this.#answers.set(answer.key, answer);
  }

  async close(): Promise<void> {
    await this.#wrote;
    await this.#file.close();
  }

  async #load(): Promise<void> {
    let cut = '';
    for await (const chunk of this.#file.createReadStream({ start: 0, autoClose: false, encoding: 'utf8' })) {
      const lines = (cut + String(chunk)).split('\n'); // no other sign ends a line: answers may hold U+2028
      cut = lines.pop() ?? '';
      for (const answer of lines.map(parsed)) if (answer !== undefined) this.#answers.set(answer.key, answer);
    }
    if (cut !== '') await this.#file.appendFile('\n');
  }
}

function parsed(line: string): KeptAnswer | undefined {
  try {
    const value = JSON.parse(line) as KeptAnswer | null;
    return typeof value?.key === 'string' && typeof value.text === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
