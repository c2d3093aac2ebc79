import type { Terminal } from './terminal.ts';
import { clipped } from './width.ts';

/** Lines at the foot of a terminal that are drawn over; what is printed meanwhile goes above them. */
export class LiveBlock {
  readonly #terminal: Terminal;
  #lines: readonly string[] = [];

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  draw(lines: readonly string[]): void {
    // A line that the terminal breaks would count as two on the way back up.
    const fitting = lines.map((line) => clipped(line, this.#terminal.columns - 1));
    this.#terminal.write(`${this.#back()}${fitting.map((line) => `${line}${ERASE_REST}\n`).join('')}${ERASE_BELOW}`);
    this.#lines = fitting;
  }

  print(text: string): void {
    const block = this.#lines.map((line) => `${line}\n`).join('');
    this.#terminal.write(`${this.#back()}${ERASE_BELOW}${text}${block}`);
  }

  #back(): string {
    return this.#lines.length === 0 ? '' : `\u001b[${this.#lines.length}A\r`;
  }
}

const ERASE_REST = '\u001b[K';
const ERASE_BELOW = '\u001b[J';
