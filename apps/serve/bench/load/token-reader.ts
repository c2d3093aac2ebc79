import { nowUs } from '../programs/clock.ts';

const TOKEN = /(\d+)@(\d+)_/g;
const FAILED = /^event: failed|^data: \{"error"/m;
const LAST = /^event: done|^data: \[DONE\]/m; // the first of them tells the whole answer again
const SHOWN_CHARACTERS = 300;

/** Moments of an answer, in milliseconds. */
export interface Timing {
  firstTokenMs: number[];
  /** From one arrival of text to the next. */
  gapsMs: number[];
  /** From the engine to the reader, each token. */
  delaysMs: number[];
}

export const newTiming = (): Timing => ({ firstTokenMs: [], gapsMs: [], delaysMs: [] });

/** Reads an answer's events as they arrive, and counts its tokens: every one once, in order. */
export class TokenReader {
  tokens = 0;
  /** Pieces in which text came. */
  arrivals = 0;
  readonly #timing: Timing;
  readonly #begunUs = nowUs();
  readonly #decoder = new TextDecoder();
  #lastUs = 0;
  #held = '';
  #isOver = false;
  #failure: string | undefined;

  constructor(timing: Timing) {
    this.#timing = timing;
  }

  feed(chunk: Uint8Array): void {
    const events = (this.#held + this.#decoder.decode(chunk, { stream: true })).split('\n\n');
    this.#held = events.pop() ?? '';
    const now = nowUs();
    const before = this.tokens;
    for (const event of events) this.#read(event, now);
    if (this.tokens === before) return;
    this.arrivals += 1;
    if (before === 0) this.#timing.firstTokenMs.push((now - this.#begunUs) / 1000);
    else this.#timing.gapsMs.push((now - this.#lastUs) / 1000);
    this.#lastUs = now;
  }

  /** What was wrong with the answer; undefined where nothing was. */
  problem(expected: number): string | undefined {
    if (this.#failure !== undefined) return `the answer failed: ${this.#failure.slice(0, SHOWN_CHARACTERS)}`;
    if (!this.#isOver) return `the answer broke off after ${this.tokens} tokens`;
    return this.tokens === expected ? undefined : `${this.tokens} tokens arrived of ${expected}`;
  }

  #read(event: string, now: number): void {
    if (FAILED.test(event)) this.#failure = event;
    this.#isOver ||= LAST.test(event);
    if (this.#isOver || this.#failure !== undefined) return;
    for (const [, number, sentUs] of event.matchAll(TOKEN)) {
      if (Number(number) !== this.tokens) throw new Error(`token ${number} arrived as number ${this.tokens}`);
      this.tokens += 1;
      this.#timing.delaysMs.push((now - Number(sentUs)) / 1000);
    }
  }
}
