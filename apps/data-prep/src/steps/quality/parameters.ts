/** Why a turn is worth less; the strongest one names the row's drop. */
export const REASONS = [
  'placeholder',
  'too-short',
  'too-long',
  'refusal',
  'boilerplate',
  'echo',
  'wrong-language',
  'truncated',
  'open-fence',
  'repeated-lines',
  'repeated-text',
  'character-run',
  'symbols',
  'links',
  'digits',
  'broken-text',
] as const;

export type Reason = (typeof REASONS)[number];

/** A value below `from` takes nothing, from `to` on it takes the reason's whole weight, in between a part of it. */
export interface Ramp {
  readonly from: number;
  readonly to: number;
}

export interface QualityParameters {
  /** Rows with a lower score are dropped. 0 keeps all. */
  readonly threshold: number;
  /** What each reason takes from a turn's score of 1, at most; 0 turns it off. */
  readonly weights: Readonly<Record<Reason, number>>;
  /** Letters that an answer needs where the question asks to explain, compare or write; a syllable counts as two. */
  readonly explainedLetters: number;
  /** Characters of a turn. */
  readonly longest: number;
  /** Share of a turn's lines (in characters) that stood before in it. */
  readonly repeatedLines: Ramp;
  /** Share of windows of 16 letters that stood before. Natural text has 0.1 at most. */
  readonly repeatedLong: Ramp;
  /** The same of 5 letters, over the first thousand. */
  readonly repeatedShort: Ramp;
  /** Share of characters in runs of ten and more of the same. */
  readonly characterRun: Ramp;
  /** Share of signs that are neither letters, digits, spaces nor the marks of lists, tables and formulas. */
  readonly symbols: Ramp;
  /** Share of characters in web addresses, where there are three or more. */
  readonly links: Ramp;
  /** Share of digits among letters and digits, where there are eighty or more. */
  readonly digits: Ramp;
  /** Characters that a wrong decoding left, in a thousand. */
  readonly broken: Ramp;
}

export const qualityDefaults: QualityParameters = {
  threshold: 0.5,
  weights: {
    placeholder: 1,
    'too-short': 0.6,
    'too-long': 0.6,
    refusal: 0.7,
    boilerplate: 0.6,
    echo: 0.8,
    'wrong-language': 0.7,
    truncated: 0.6,
    'open-fence': 0.55,
    'repeated-lines': 0.8,
    'repeated-text': 0.8,
    'character-run': 0.7,
    symbols: 0.7,
    links: 0.6,
    digits: 0.6,
    'broken-text': 0.7,
  },
  explainedLetters: 10,
  longest: 50_000,
  repeatedLines: { from: 0.35, to: 0.55 },
  repeatedLong: { from: 0.35, to: 0.55 },
  repeatedShort: { from: 0.65, to: 0.8 },
  characterRun: { from: 0.15, to: 0.4 },
  symbols: { from: 0.35, to: 0.55 },
  links: { from: 0.5, to: 0.7 },
  digits: { from: 0.75, to: 0.9 },
  broken: { from: 2, to: 10 },
};

/** Where a value stands on the ramp, 0 to 1. */
export function along(ramp: Ramp, value: number): number {
  if (value < ramp.from) return 0;
  return value >= ramp.to ? 1 : (value - ramp.from) / (ramp.to - ramp.from);
}
