/** What is looked for. The order decides between two finds of the same certainty: the earlier one stays. */
export const KINDS = [
  'secret',
  'email',
  'resident-number',
  'foreigner-number',
  'card',
  'driver-licence',
  'business-number',
  'bank-account',
  'phone',
  'passport',
  'mac',
  'ipv6',
  'ipv4',
  'address',
] as const;

export type Kind = (typeof KINDS)[number];

/**
 * What speaks for a find, the strongest first: its check digits; a word beside it that names it (`계좌`, `passport`);
 * its form alone.
 */
export type Why = 'checksum' | 'word' | 'form';

/** Where something private stands. It never holds the value itself, so that it can be logged and kept. */
export interface Find {
  readonly kind: Kind;
  /** UTF-16 offsets, as `slice` takes them. */
  readonly start: number;
  readonly end: number;
  readonly why: Why;
}

export interface Hit {
  readonly start: number;
  readonly end: number;
  readonly why: Why;
}

/** A kind that begins with a digit, or just before one: asked once for each run of digits. */
export interface NumberRule {
  readonly kind: Kind;
  /** `start` and `end` bound the run of digits; the hit may be longer on either side. */
  at(text: string, start: number, end: number): Hit | undefined;
}

/** A kind that is looked for in the whole text, where `clues` allow that it is there. */
export interface TextRule {
  readonly kind: Kind;
  /** All of these bits of `Clue` must be set. */
  readonly clues: number;
  in(text: string): Hit[];
}
