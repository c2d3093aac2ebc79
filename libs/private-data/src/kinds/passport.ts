import { isNamed } from '../around.ts';
import type { Hit, NumberRule } from '../kinds.ts';

const WORDS = { naming: /여권|passport|パスポート/gi, reach: 48 };
const KOREAN = /[MSRGDmsrgd]/;
const NEW = /\d{3}[A-Za-z]\d{4}(?![A-Za-z0-9_-])/y;
const OLD = /\d{8}(?![A-Za-z0-9_-])/y;
const FOREIGN = /\d{7,9}(?![A-Za-z0-9_-])/y;

/**
 * Numbers of passports. Korean: a letter for the type (M, S, R, G, D) and eight digits; since 21 December 2021 a letter,
 * three digits, a letter and four digits (여권법 시행규칙, 외교부 차세대 전자여권). Others: one or two letters and seven or
 * eight digits (ICAO Doc 9303-3 allows nine characters).
 *
 * The new form with M counts alone. The old form looks like any product's code, and the others like many: they need a
 * word such as 여권 near them.
 */
export const passport: NumberRule = {
  kind: 'passport',
  at(text, start, runEnd) {
    const letter = text.charAt(start - 1);
    if (!/[A-Za-z]/.test(letter)) return undefined;
    const isPair = /[A-Z]/.test(text.charAt(start - 2));
    const first = isPair ? start - 2 : start - 1;
    if (/[A-Za-z0-9_-]/.test(text.charAt(first - 1))) return undefined;
    const run = runEnd - start;
    if (run === 3 && !isPair && KOREAN.test(letter)) return newFormAt(text, start);
    const pattern = run === 8 && !isPair ? OLD : FOREIGN;
    pattern.lastIndex = start;
    return run >= 7 && pattern.test(text) ? named(text, first, pattern.lastIndex) : undefined;
  },
};

function newFormAt(text: string, start: number): Hit | undefined {
  NEW.lastIndex = start;
  if (!NEW.test(text)) return undefined;
  const end = NEW.lastIndex;
  return (
    named(text, start - 1, end) ?? (text.charAt(start - 1) === 'M' ? { start: start - 1, end, why: 'form' } : undefined)
  );
}

function named(text: string, start: number, end: number): Hit | undefined {
  return isNamed(text, start, end, WORDS) ? { start, end, why: 'word' } : undefined;
}
