import { styleText } from 'node:util';

/** Where a command talks to a person. */
export interface Terminal {
  /** Lines may be drawn over: a person watches. */
  readonly isTty: boolean;
  /** Cells of a line. */
  readonly columns: number;
  /** Whether colours may be used (NO_COLOR, https://no-color.org). */
  readonly colour: boolean;
  write(text: string): void;
}

const DEFAULT_COLUMNS = 80;

/** The terminal of this process. Output that nobody takes any more is dropped: the run goes on. */
export function processTerminal(stream: NodeJS.WriteStream, options: { readonly noColor: boolean }): Terminal {
  let gone = false;
  stream.on('error', () => {
    gone = true;
  });
  return {
    get isTty() {
      return stream.isTTY && !gone;
    },
    get columns() {
      // A terminal without a size says 0.
      return stream.columns > 0 ? stream.columns : DEFAULT_COLUMNS;
    },
    colour: stream.isTTY && !options.noColor,
    write: (text) => {
      if (!gone) stream.write(text);
    },
  };
}

export type Format = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan';

/** Gives text a colour where the terminal takes colours. */
export function paint(terminal: Terminal, format: Format, text: string): string {
  return terminal.colour ? styleText(format, text, { validateStream: false }) : text;
}
