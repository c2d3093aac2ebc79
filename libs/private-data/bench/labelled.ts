// Owns reading the labelled set and its two halves. Does not know who is judged by it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { KINDS, type Kind } from '../src/index.ts';

const FOLDER = join(import.meta.dirname, '../labelled');
/** Stands inside invented keys, so that scanners of repositories do not take them for real ones. */
const BROKEN = /¦/g;

export interface Span {
  readonly kind: Kind;
  readonly start: number;
  readonly end: number;
}

export interface Labelled {
  /** Of which kind's file. */
  readonly of: Kind;
  readonly text: string;
  readonly spans: readonly Span[];
}

/** Rules were made while looking at the odd lines of each file; the even lines are for figures alone. */
export type Half = 'develop' | 'report';

export function labelledRows(half: Half): Labelled[] {
  return KINDS.flatMap((kind) =>
    readFileSync(join(FOLDER, `${kind}.jsonl`), 'utf8')
      .split('\n')
      .filter((line, index) => line !== '' && (index % 2 === 0) === (half === 'develop'))
      .map((line) => labelled(kind, line.replace(BROKEN, ''))),
  );
}

interface Line {
  readonly text: string;
  /** Kind and value, in the order in which they stand in the text. */
  readonly private: readonly (readonly [Kind, string])[];
}

function labelled(of: Kind, line: string): Labelled {
  const { text, private: values } = JSON.parse(line) as Line;
  let from = 0;
  const spans = values.map(([kind, value]) => {
    const start = text.indexOf(value, from);
    if (start < 0) throw new Error(`${of}.jsonl: a labelled value does not stand in its text: ${text}`);
    from = start + value.length;
    return { kind, start, end: from };
  });
  return { of, text, spans };
}
