const LF = 0x0a;
const CR = 0x0d;

/** Takes a line without its end. Only valid until it returns. */
export type TakeLine = (bytes: Buffer, start: number, end: number, line: number) => void;

export interface CutterOptions {
  readonly maxRowBytes: number;
  /** A line that is longer than the limit; its bytes are not held. */
  readonly tooLong: (line: number, bytes: number) => void;
  /** Old Macintosh files end their lines by CR alone. */
  readonly endedByCr?: boolean | undefined;
  readonly firstLine?: number | undefined;
}

/** Cuts pieces of bytes into lines, and holds no more than one line. */
export class LineCutter {
  readonly #options: CutterOptions;
  readonly #end: number;
  #carry: Buffer[] = [];
  #carried = 0;
  #skipping = false;
  #line: number;

  constructor(options: CutterOptions) {
    this.#options = options;
    this.#end = options.endedByCr === true ? CR : LF;
    this.#line = options.firstLine ?? 1;
  }

  take(chunk: Buffer, take: TakeLine): void {
    let start = 0;
    for (let end = chunk.indexOf(this.#end); end >= 0; end = chunk.indexOf(this.#end, start)) {
      if (this.#carried > 0) this.#finish(chunk.subarray(start, end), take);
      else this.#give(chunk, start, end, take);
      this.#line += 1;
      start = end + 1;
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start));
  }

  /** The last line, where no line end follows it. */
  rest(take: TakeLine): void {
    if (this.#carried > 0) this.#finish(Buffer.alloc(0), take);
  }

  #hold(piece: Buffer): void {
    this.#carried += piece.length;
    if (this.#carried > this.#options.maxRowBytes) {
      this.#skipping = true;
      this.#carry = [];
    } else this.#carry.push(Buffer.from(piece)); // a copy: the piece would keep its whole chunk
  }

  #finish(last: Buffer, take: TakeLine): void {
    const bytes = this.#carried + last.length;
    if (this.#skipping || bytes > this.#options.maxRowBytes) this.#options.tooLong(this.#line, bytes);
    else {
      const whole = Buffer.concat([...this.#carry, last], bytes);
      this.#give(whole, 0, bytes, take);
    }
    this.#carry = [];
    this.#carried = 0;
    this.#skipping = false;
  }

  #give(bytes: Buffer, start: number, end: number, take: TakeLine): void {
    if (end - start > this.#options.maxRowBytes) this.#options.tooLong(this.#line, end - start);
    else take(bytes, start, bytes[end - 1] === CR && end > start ? end - 1 : end, this.#line);
  }
}

export function tooLongReason(bytes: number, maxRowBytes: number): string {
  const limit = maxRowBytes >= 1024 * 1024 ? `${Math.floor(maxRowBytes / 1024 / 1024)} MB` : `${maxRowBytes} bytes`;
  return `the row has ${bytes.toLocaleString('en-US')} bytes; at most ${limit} are read`;
}
