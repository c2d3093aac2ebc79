import { digitsOf, endOfMatch, standsAlone } from '../around.ts';
import type { NumberRule } from '../kinds.ts';

const FOURS = /\d{4}(?: ?[-.] ?| )\d{4}(?: ?[-.] ?| )\d{4}(?: ?[-.] ?| )\d{4}(?!\d)/y;
const AMEX_OR_DINERS = /3[04-9]\d{2}[- .]\d{6}[- .]\d{4,5}(?!\d)/y;
// Visa, Mastercard (two ranges), American Express, Diners, Discover, JCB, UnionPay, and 94, Korean cards for use at home.
const PREFIX =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d{2}|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|6(?:011|5\d{2}|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14,17}|9[45]\d{14})$/;

/**
 * Numbers of payment cards: ISO/IEC 7812-1, with its check digit (annex B, Luhn) and a prefix and length that one of
 * the large schemes issues. In one piece, in fours, or as American Express and Diners print them.
 */
export const card: NumberRule = {
  kind: 'card',
  at(text, start, runEnd) {
    const run = runEnd - start;
    if (run !== 4 && (run < 13 || run > 19)) return undefined;
    const end = run > 4 ? runEnd : endOfGroups(text, start);
    if (end < 0 || !standsAlone(text, start, end)) return undefined;
    const digits = digitsOf(text, start, end);
    return PREFIX.test(digits) && hasLuhn(digits) ? { start, end, why: 'checksum' } : undefined;
  },
};

function endOfGroups(text: string, start: number): number {
  const end = endOfMatch(FOURS, text, start);
  return end >= 0 ? end : endOfMatch(AMEX_OR_DINERS, text, start);
}

function hasLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = Number(digits[digits.length - 1 - index]);
    sum += index % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 === 0;
}
