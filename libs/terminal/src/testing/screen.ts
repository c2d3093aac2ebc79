import type { Terminal } from '../terminal.ts';

/** A terminal that keeps what is on it, with the few control sequences that the progress view uses. */
export class Screen implements Terminal {
  readonly isTty: boolean;
  readonly columns: number;
  readonly colour: boolean;
  /** Everything that was written, in order. */
  written = '';
  #lines: string[] = [''];
  #row = 0;

  constructor(options: { readonly isTty?: boolean; readonly columns?: number; readonly colour?: boolean } = {}) {
    this.isTty = options.isTty ?? false;
    this.columns = options.columns ?? 100;
    this.colour = options.colour ?? false;
  }

  /** What a person sees. */
  get text(): string {
    return this.#lines
      .map((line) => line.trimEnd())
      .join('\n')
      .trimEnd();
  }

  write(text: string): void {
    this.written += text;
    for (const [part] of text.matchAll(/\u001b\[\d*[A-Za-z]|[\r\n]|[^\u001b\r\n]+/g)) this.#apply(part);
  }

  #apply(part: string): void {
    const up = /^\u001b\[(\d+)A$/.exec(part)?.[1];
    if (up !== undefined) this.#row = Math.max(0, this.#row - Number(up));
    else if (part === '\u001b[J') this.#lines.splice(this.#row, Infinity, '');
    else if (part === '\n') this.#down();
    else if (!part.startsWith('\u001b') && part !== '\r') this.#lines[this.#row] = this.#start(part);
  }

  #column = 0;

  // A line is written whole or begun anew; nothing here writes into its middle.
  #start(part: string): string {
    const line = this.#column === 0 ? part : `${this.#lines[this.#row] ?? ''}${part}`;
    this.#column = line.length;
    return line;
  }

  #down(): void {
    this.#row += 1;
    this.#column = 0;
    this.#lines[this.#row] ??= '';
  }
}
