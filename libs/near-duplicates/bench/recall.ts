import type { Found } from './found.ts';
import type { Planted } from './planted.ts';

export interface Range {
  readonly from: number;
  readonly below: number;
}

export interface Recall {
  readonly planted: number;
  readonly found: number;
}

/** How many of the planted pairs whose similarity lies in the range ended in one cluster. */
export function recallIn({ from, below }: Range, { pairs }: Planted, { keptFor }: Found): Recall {
  const planted = pairs.filter(({ similarity }) => similarity >= from && similarity < below);
  const found = planted.filter(({ first, second }) => keptFor.has(first) && keptFor.get(first) === keptFor.get(second));
  return { planted: planted.length, found: found.length };
}
