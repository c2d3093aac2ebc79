// Owns the cutting of delimited text into cells (RFC 4180, and what spreadsheets make of it). Does not know headers.
const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const STEP_RECORDS = 4096; // of one byte each they would be many in a piece

export interface CsvOptions {
  /** One ASCII byte. */
  readonly delimiter: number;
  readonly maxRowBytes: number;
}

/** One record: where its cells lie in `bytes`. Only valid until the next one. */
export interface CsvRecord {
  readonly bytes: Buffer;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly cells: number;
  readonly cell: (index: number) => string;
}

export interface CsvSink {
  readonly record: (record: CsvRecord) => void;
  readonly fault: (line: number, reason: string) => void;
  readonly tooLong: (line: number) => void;
}

/**
 * Cuts pieces of UTF-8 into records. Quotes count where they open a cell; LF, CRLF and CR end a record. A quote that
 * is not closed within the longest row costs its own line, not the rest of the file.
 */
export class CsvCutter implements CsvRecord {
  readonly #options: CsvOptions;
  readonly #sink: CsvSink;
  bytes: Buffer = Buffer.alloc(0);
  line = 1;
  start = 0;
  end = 0;
  cells = 0;
  /** For each cell its start, its end and whether it is quoted (2: with doubled quotes or text after the quote). */
  #spans: number[] = [];
  #skipping = false;
  #at = 0;

  constructor(options: CsvOptions, sink: CsvSink) {
    this.#options = options;
    this.#sink = sink;
  }

  add(chunk: Buffer): void {
    this.bytes = this.bytes.length === 0 ? chunk : Buffer.concat([this.bytes, chunk]);
  }

  /** Gives some of the records that are here; whether more may be. `isEnd`: nothing will be added any more. */
  step(isEnd = false): boolean {
    if (this.#records(isEnd)) return true;
    return !isEnd && this.bytes.length > this.#options.maxRowBytes && this.#overflow();
  }

  cell = (index: number): string => {
    const at = index * 3;
    const [start = 0, end = 0, quoted = 0] = [this.#spans[at], this.#spans[at + 1], this.#spans[at + 2]];
    const text = this.bytes.toString('utf8', start, end);
    return quoted === 2 ? unquoted(text) : text;
  };

  #records(isEnd: boolean): boolean {
    this.#at = 0;
    if (this.#skipping && !this.#skipLine()) return false;
    let given = 0;
    while (this.#at < this.bytes.length && given < STEP_RECORDS) {
      this.start = this.#at;
      const lines = this.#record(isEnd);
      if (lines === 0 && !isEnd) {
        this.#at = this.start;
        break;
      }
      given += 1;
      if (lines === 0) this.#unclosed();
      else this.#give(lines);
    }
    this.bytes = this.bytes.subarray(Math.min(this.#at, this.bytes.length));
    return given === STEP_RECORDS;
  }

  #give(lines: number): void {
    const blank = this.cells === 1 && this.start === this.end;
    if (this.end - this.start > this.#options.maxRowBytes) this.#sink.tooLong(this.line);
    else if (!blank) this.#sink.record(this);
    this.line += lines;
  }

  #unclosed(): void {
    this.#sink.fault(this.line, 'a quote that opens in it is not closed');
    this.#at = this.#lineEnd(this.start) ?? this.bytes.length;
    this.line += 1;
  }

  /** Finds the cells of the record at `start`; gives how many lines it takes, or 0 where its end is not here. */
  #record(isEnd: boolean): number {
    const { bytes } = this;
    const { delimiter } = this.#options;
    let at = this.start;
    let lines = 1;
    this.cells = 0;
    this.#spans.length = 0;
    for (;;) {
      const start = at;
      let quoted = 0;
      let end = -1;
      if (bytes[at] === QUOTE) {
        quoted = 1;
        for (at += 1; ; at += 2) {
          at = bytes.indexOf(QUOTE, at);
          if (at < 0 || (at + 1 === bytes.length && !isEnd)) return 0;
          if (bytes[at + 1] !== QUOTE) break;
          quoted = 2;
        }
        lines += lineEnds(bytes, start, at);
        end = at;
        at += 1;
      }
      const after = at;
      let byte = bytes[at];
      while (at < bytes.length && byte !== delimiter && byte !== LF && byte !== CR) {
        at += 1;
        byte = bytes[at];
      }
      if (at >= bytes.length && !isEnd) return 0;
      if (byte === CR && at + 1 >= bytes.length && !isEnd) return 0;
      const plain = quoted === 1 && at === after;
      if (plain) this.#spans.push(start + 1, end, 1);
      else this.#spans.push(start, at, quoted === 0 ? 0 : 2);
      this.cells += 1;
      if (byte === delimiter && at < bytes.length) {
        at += 1;
        continue;
      }
      this.end = at;
      this.#at = at + (byte === CR && bytes[at + 1] === LF ? 2 : 1);
      return lines;
    }
  }

  #overflow(): boolean {
    const lineEnd = this.#lineEnd(0);
    if (lineEnd === undefined) {
      this.#sink.tooLong(this.line);
      this.#skipping = true;
      this.bytes = Buffer.alloc(0);
      return false;
    }
    this.#sink.fault(this.line, 'a quote that opens in it is not closed within the longest row');
    this.line += 1;
    this.bytes = this.bytes.subarray(lineEnd);
    return true;
  }

  #skipLine(): boolean {
    const lineEnd = this.#lineEnd(0);
    if (lineEnd === undefined) {
      this.bytes = Buffer.alloc(0);
      return false;
    }
    this.#skipping = false;
    this.line += 1;
    this.#at = lineEnd;
    return true;
  }

  /** Behind the next line end. */
  #lineEnd(from: number): number | undefined {
    const lf = this.bytes.indexOf(LF, from);
    if (lf >= 0) return lf + 1;
    const cr = this.bytes.indexOf(CR, from);
    return cr >= 0 && cr + 1 < this.bytes.length ? cr + 1 : undefined;
  }
}

function lineEnds(bytes: Buffer, start: number, end: number): number {
  let lines = 0;
  for (let at = start; at < end; at += 1) {
    if (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] !== LF)) lines += 1;
  }
  return lines;
}

/** `"a ""b"" c"` and, leniently, `"a" b`. */
function unquoted(text: string): string {
  const close = /^"((?:[^"]|"")*)"([^]*)$/.exec(text);
  return close === null ? text : `${(close[1] ?? '').replaceAll('""', '"')}${close[2] ?? ''}`;
}
