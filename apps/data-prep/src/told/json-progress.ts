// Owns what a build tells a program: one JSON object a line. The README of this app describes each.
import type { BuildProgress, Meter } from '../build/progress.ts';

interface Clock {
  /** Milliseconds. */
  now(): number;
}

export interface ProgressFigures {
  readonly what: string;
  readonly done: number;
  readonly total: number;
  readonly unit: string;
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
}

/** A line of `--progress=json`. */
export type ToldLine =
  | ({ readonly event: 'progress' } & ProgressFigures)
  | { readonly event: 'line'; readonly text: string }
  | { readonly event: 'dataset'; readonly id: string }
  | { readonly event: 'failed'; readonly error: ToldError };

export interface ToldError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
}

const EVERY_MS = 500;

/** @param write is given whole lines */
export function jsonProgress(write: (line: string) => void, clock: Clock = performance): BuildProgress {
  const tell = (line: ToldLine): void => write(`${JSON.stringify(line)}\n`);
  return {
    say: (text) => {
      if (text !== '') tell({ event: 'line', text });
    },
    published: (id) => tell({ event: 'dataset', id }),
    begin(what, { total, unit }): Meter {
      const began = clock.now();
      let [done, told] = [0, -Infinity];
      const show = (): void => {
        const now = clock.now();
        if (now - told < EVERY_MS) return;
        told = now;
        tell({ event: 'progress', ...figures({ what, done, total, unit }, (now - began) / 1000) });
      };
      show();
      return {
        add: (more) => {
          done += more;
          show();
        },
        at: (now) => {
          done = now;
          show();
        },
        end: () => {
          done = total;
          told = -Infinity;
          show();
        },
      };
    },
  };
}

/** The last line of a build that failed. */
export function failedLine({ code, message, hint }: Failure): string {
  const error = { code, message, ...(hint !== undefined && { hint }) };
  return `${JSON.stringify({ event: 'failed', error } satisfies ToldLine)}
`;
}

function figures(at: Pick<ProgressFigures, 'what' | 'done' | 'total' | 'unit'>, seconds: number): ProgressFigures {
  const rate = seconds > 0 && at.done > 0 ? at.done / seconds : null;
  return {
    ...at,
    done: Math.round(at.done),
    total: Math.round(at.total),
    perSecond: rate,
    secondsLeft: rate === null ? null : Math.max(0, (at.total - at.done) / rate),
  };
}
