// The thirteen digits that residents and foreigners share: form, date and check digit.
import { digitsOf, endOfMatch, standsAlone } from '../around.ts';

const SPLIT = /\d{6} ?[-.]? ?\d{7}(?!\d)/y;
const WEIGHTS = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5] as const;
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
/** No one born later can have a number yet; a fixed year, because finds must not depend on the day of the build. */
const LATEST_YEAR = 2035;
/** Century of birth by the seventh digit. */
const CENTURIES = [1800, 1900, 1900, 2000, 2000, 1900, 1900, 2000, 2000, 1800] as const;

export interface Registration {
  readonly end: number;
  readonly digits: string;
  /** Seventh digit: sex and century, and from 5 to 8 a foreigner. */
  readonly sex: number;
  /** `20201005` */
  readonly born: number;
  readonly isSplit: boolean;
}

/** Thirteen digits with a possible date of birth, in one piece or after six with a dash, a full stop or a space. */
export function registrationAt(text: string, start: number, runEnd: number): Registration | undefined {
  const run = runEnd - start;
  if (run !== 6 && run !== 13) return undefined;
  const end = run === 13 ? runEnd : endOfMatch(SPLIT, text, start);
  if (end < 0 || !standsAlone(text, start, end)) return undefined;
  const digits = digitsOf(text, start, end);
  const sex = Number(digits[6]);
  const year = (CENTURIES[sex] ?? 0) + Number(digits.slice(0, 2));
  const month = Number(digits.slice(2, 4));
  const day = Number(digits.slice(4, 6));
  if (year > LATEST_YEAR || day < 1 || day > (DAYS[month - 1] ?? 0)) return undefined;
  if (month === 2 && day === 29 && !isLeap(year)) return undefined;
  return { end, digits, sex, born: year * 10000 + month * 100 + day, isSplit: run === 6 };
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** `offset` is 11 for residents and 13 for foreigners. */
export function hasCheckDigit({ digits }: Registration, offset: 11 | 13): boolean {
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return (offset - (sum % 11)) % 10 === Number(digits[12]);
}
