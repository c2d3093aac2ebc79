import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, truncateSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** What a model answered, and how it went. */
export interface Answer {
  readonly text: string;
  readonly finishReason: string;
  /** From the request to the last token. */
  readonly ms: number;
  readonly ttftMs: number;
  readonly tokens: number;
}

interface Line extends Answer {
  readonly prompt: string;
}

/** Answers of one model under one way of asking, by the hash of their prompt: a line each, appended as they come. */
export class AnswerLog {
  readonly #path: string;
  readonly #known = new Map<string, Answer>();
  #file: number | undefined;

  /** Reads what is kept; half a line at the end, which a kill left, is cut off. */
  constructor(path: string) {
    this.#path = path;
    const text = read(path);
    const whole = text.lastIndexOf('\n') + 1;
    if (whole < text.length) truncateSync(path, Buffer.byteLength(text.slice(0, whole)));
    for (const line of text.slice(0, whole).split('\n')) this.#take(line);
  }

  get(prompt: string): Answer | undefined {
    return this.#known.get(prompt);
  }

  add(prompt: string, answer: Answer): void {
    if (this.#file === undefined) {
      mkdirSync(dirname(this.#path), { recursive: true });
      this.#file = openSync(this.#path, 'a');
    }
    writeSync(this.#file, `${JSON.stringify({ prompt, ...answer } satisfies Line)}\n`);
    this.#known.set(prompt, answer);
  }

  close(): void {
    if (this.#file === undefined) return;
    fsyncSync(this.#file);
    closeSync(this.#file);
    this.#file = undefined;
  }

  #take(line: string): void {
    if (line === '') return;
    try {
      const { prompt, ...answer } = JSON.parse(line) as Line;
      this.#known.set(prompt, answer);
    } catch {
      // A disk that was full may have left a torn line: it is answered again.
    }
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
