// What stands around a number: its borders and the words near it. Does not know any kind.

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
const isLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);

/**
 * Whether a number can begin here and end there. ASCII letters and digits must not touch it, nor a dash or full stop
 * behind which they go on (`A-123`, `1.2.3`); Hangul may, because particles are written onto numbers (`1234로`). `\b`
 * would see no border there.
 */
export function standsAlone(text: string, start: number, end: number): boolean {
  return canBegin(text, start) && canEnd(text, end);
}

function canBegin(text: string, start: number): boolean {
  const before = text.charCodeAt(start - 1);
  if (isDigit(before) || isLetter(before) || before === 95) return false;
  const isJoint = before === 45 || before === 46;
  if (!isJoint) return before !== 36 && before !== 0x20a9;
  const further = text.charCodeAt(start - 2);
  return !isDigit(further) && !(before === 45 && (isLetter(further) || further === 95));
}

function canEnd(text: string, end: number): boolean {
  const after = text.charCodeAt(end);
  if (isDigit(after) || isLetter(after) || after === 95) return false;
  const isJoint = after === 45 || after === 46;
  const further = text.charCodeAt(end + 1);
  return !isJoint || !(isDigit(further) || (after === 45 && isLetter(further)));
}

/** The digits between two offsets. */
export function digitsOf(text: string, start: number, end: number): string {
  let digits = '';
  for (let index = start; index < end; index++) if (isDigit(text.charCodeAt(index))) digits += text.charAt(index);
  return digits;
}

/** End of a sticky match at `start`, or -1. */
export function endOfMatch(pattern: RegExp, text: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(text) ? pattern.lastIndex : -1;
}

/** How far a word may stand from the number that it names, unless a rule says otherwise. */
const BEFORE = 28;
const AFTER = 14;

export interface Words {
  /** A word that names the number. Global, so that the last one can be found. */
  readonly naming: RegExp;
  /** A word that names another thing; where it stands nearer before the number, the number is that thing's. */
  readonly other?: RegExp;
  /** How many characters before the number are looked at. */
  readonly reach?: number;
}

/** Whether a word that names the number stands near it, before it or, closer, after it. */
export function isNamed(text: string, start: number, end: number, words: Words): boolean {
  const before = text.slice(Math.max(0, start - (words.reach ?? BEFORE)), start);
  const named = lastIndex(words.naming, before);
  const other = words.other === undefined ? -1 : lastIndex(words.other, before);
  if (named >= 0) return named > other;
  if (other >= 0) return false;
  return lastIndex(words.naming, text.slice(end, end + AFTER)) >= 0;
}

function lastIndex(pattern: RegExp, text: string): number {
  let last = -1;
  for (const match of text.matchAll(pattern)) last = match.index;
  return last;
}
