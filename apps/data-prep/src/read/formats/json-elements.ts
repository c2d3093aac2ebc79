// Owns the cutting of one JSON document into its elements, as it streams. Does not know what an element is.
import { Fault, type RawRecord } from '../result.ts';
import { jsonValue, type JsonRules } from './json-value.ts';
import { tooLongReason } from './line-cutter.ts';

export interface ElementsOptions extends JsonRules {
  /** `array`: the elements of a list; `values`: values one after the other, as `jq` prints them. */
  readonly form: 'array' | 'values';
  /** Bytes in front of the first element, the list's bracket included. */
  readonly skip: number;
  /** What follows the list's end belongs to the object around it. */
  readonly inside?: boolean;
}

const LF = 0x0a;
const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];

export async function* jsonElements(
  chunks: AsyncIterable<Buffer>,
  options: ElementsOptions,
): AsyncGenerator<RawRecord[]> {
  const scan = new ElementScan(options);
  for await (const chunk of chunks) {
    scan.take(chunk);
    yield scan.records();
    if (scan.over) return;
  }
  scan.end();
  yield scan.records();
}

class ElementScan {
  readonly #options: ElementsOptions;
  #records: RawRecord[] = [];
  /** From the beginning of the element that is open, or from where nothing was seen yet. */
  #held: Buffer = Buffer.alloc(0);
  #at = 0;
  #skip: number;
  #line = 1;
  #depth = 0;
  #inString = false;
  /** Of the open element; -1 between elements. */
  #start = -1;
  #dropped = 0;
  #lost = false;
  /** How a line that begins an element looks, where the first one begins a line. */
  #rowStart: Buffer | undefined;
  #first = true;
  #closed = false;
  over = false;

  constructor(options: ElementsOptions) {
    this.#options = options;
    this.#skip = options.skip;
  }

  records(): RawRecord[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }

  take(chunk: Buffer): void {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    if (this.#skip > 0) {
      const skipped = Math.min(this.#skip, this.#held.length);
      this.#countLines(0, skipped);
      this.#skip -= skipped;
      this.#at = skipped;
    }
    this.#scan();
    this.#forget();
  }

  end(): void {
    if (this.#lost) return;
    if (this.#start >= 0 && this.#depth === 0 && !this.#inString) this.#element(this.#held.length);
    if (this.#start >= 0) this.#fault('the file ends inside it');
    else if (this.#options.form === 'array' && !this.#closed)
      this.#fault('the file ends inside the array, without `]`');
  }

  #scan(): void {
    const bytes = this.#held;
    while (this.#at < bytes.length && !this.over) {
      if (this.#lost) {
        if (!this.#resume()) return;
      } else if (this.#inString) {
        if (!this.#string()) return;
      } else this.#sign(bytes[this.#at] ?? 0);
    }
  }

  /** To the string's end, if it is here. A line end inside says that a quote is missing: JSON allows none there. */
  #string(): boolean {
    const bytes = this.#held;
    let at = this.#at;
    for (;;) {
      const quote = bytes.indexOf(QUOTE, at);
      const end = quote < 0 ? bytes.length : quote;
      const lineEnd = lineEndIn(bytes, at, end);
      if (lineEnd >= 0) {
        this.#fault('a quote that opens in it is not closed on its line');
        this.#lose(lineEnd);
        return true;
      }
      if (quote < 0) {
        // The last sign may be a backslash before a quote that is still to come.
        let back = bytes.length;
        while (back > this.#at && bytes[back - 1] === BACKSLASH) back -= 1;
        this.#at = back;
        return false;
      }
      let slashes = 0;
      while (quote - 1 - slashes >= this.#at && bytes[quote - 1 - slashes] === BACKSLASH) slashes += 1;
      at = quote + 1;
      if (slashes % 2 === 0) break;
    }
    this.#at = at;
    this.#inString = false;
    return true;
  }

  #sign(byte: number): void {
    const isBlank = byte === 0x20 || byte === LF || byte === 0x0d || byte === 0x09;
    if (this.#start < 0) {
      if (isBlank || this.#isMark()) {
        if (byte === LF) this.#line += 1;
        this.#at += byte === 0xef ? 3 : 1;
        return;
      }
      if (this.#closed) {
        this.#fault('there is more text after the array’s end');
        this.over = true;
        return;
      }
      if (byte === COMMA || byte === CLOSE_BRACKET) {
        this.#between(byte);
        return;
      }
      this.#start = this.#at;
      if (this.#first) this.#learnRowStart();
    }
    if (byte === QUOTE) this.#inString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      if (this.#depth === 0) {
        if (this.#at === this.#start) this.#at += 1; // a bracket that closes nothing
        this.#element(this.#at);
        return;
      }
      this.#depth -= 1;
      if (this.#depth === 0) {
        this.#at += 1;
        this.#element(this.#at);
        return;
      }
    } else if (this.#depth === 0 && (byte === COMMA || byte === LF)) {
      this.#element(this.#at);
      return;
    }
    this.#at += 1;
  }

  #isMark(): boolean {
    const [one, two, three] = this.#held.subarray(this.#at, this.#at + 3);
    return one === 0xef && two === 0xbb && three === 0xbf;
  }

  /** A comma after a comma is told; one before the bracket is a habit of exports and harms nothing. */
  #between(byte: number): void {
    this.#at += 1;
    if (byte === CLOSE_BRACKET && this.#options.form === 'array') {
      this.#closed = true;
      if (this.#options.inside === true) this.over = true;
    }
  }

  #element(end: number): void {
    const { limits } = this.#options;
    const bytes = end - this.#start + this.#dropped;
    const value =
      bytes > limits.maxRowBytes
        ? new Fault(undefined, tooLongReason(bytes, limits.maxRowBytes))
        : jsonValue(this.#held, this.#start, end, this.#options, false);
    this.#records.push({ line: this.#line, value });
    this.#countLines(this.#start, end);
    this.#start = -1;
    this.#dropped = 0;
  }

  #fault(reason: string): void {
    this.#records.push({ line: this.#line, value: new Fault(undefined, reason) });
  }

  #lose(at: number): void {
    this.#countLines(Math.max(0, this.#start), at);
    this.#start = -1;
    this.#dropped = 0;
    this.#depth = 0;
    this.#inString = false;
    this.#lost = true;
    this.#at = at;
  }

  /** At the next line that begins as the first element did; without such a line the rest of the file is lost. */
  #resume(): boolean {
    const next = this.#rowStart === undefined ? -1 : this.#held.indexOf(this.#rowStart, this.#at);
    if (next < 0) {
      const until = Math.max(this.#at, this.#held.length - (this.#rowStart?.length ?? 0));
      this.#countLines(this.#at, until);
      this.#at = until;
      return false;
    }
    this.#countLines(this.#at, next);
    this.#at = next;
    this.#lost = false;
    return true;
  }

  #learnRowStart(): void {
    this.#first = false;
    const lineStart = this.#held.lastIndexOf(LF, this.#start);
    const indent = this.#held.toString('latin1', lineStart + 1, this.#start);
    if (lineStart < 0 || indent.trim() !== '' || this.#held[this.#start] !== OPEN_BRACE) return;
    this.#rowStart = Buffer.from(`\n${indent}{`, 'latin1');
  }

  #countLines(start: number, end: number): void {
    for (let at = this.#held.indexOf(LF, start); at >= 0 && at < end; at = this.#held.indexOf(LF, at + 1)) {
      this.#line += 1;
    }
  }

  /** Lets go of what was read, and of an element that is longer than the limit. */
  #forget(): void {
    const from = this.#start >= 0 ? this.#start : this.#at;
    const open = this.#held.length - from;
    if (this.#start >= 0 && open + this.#dropped > this.#options.limits.maxRowBytes) {
      const gone = this.#at - this.#start;
      this.#countLines(this.#start, this.#at);
      this.#dropped += gone;
      this.#held = this.#held.subarray(this.#at);
      this.#start = 0;
      this.#at = 0;
      return;
    }
    this.#held = this.#held.subarray(from);
    this.#at -= from;
    if (this.#start >= 0) this.#start = 0;
  }
}

// Each byte is looked at once: a search to the next line end would cross the whole chunk for every string.
function lineEndIn(bytes: Buffer, start: number, end: number): number {
  if (end - start > 256) {
    const found = bytes.subarray(start, end).indexOf(LF);
    return found < 0 ? -1 : start + found;
  }
  for (let at = start; at < end; at += 1) if (bytes[at] === LF) return at;
  return -1;
}
