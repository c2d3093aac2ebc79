import { isNamed } from '../around.ts';
import type { NumberRule } from '../kinds.ts';
import { hasCheckDigit, registrationAt } from './registration.ts';

const RESIDENT_WORDS = { naming: /주민|resident (?:registration|reg)|\bRRN\b|social security/gi };
/** From this day on the last six digits are drawn at random and have no check digit. */
const REFORM = 20201005;

/**
 * 주민등록번호: date of birth, a digit for sex and century (1–4; 9 and 0 for those born before 1900), five digits and a
 * check digit. 주민등록법 제7조의2, 같은 법 시행규칙 제2조; since the change of 5 October 2020 new numbers carry six
 * random digits after the first of the seven.
 *
 * A right check digit counts. A wrong one counts for who was born from 5 October 2020 on, where the digits are written
 * 6-7: all of those were issued after the reform. A wrong one with an earlier birth is an order number or a mistake far
 * more often than the few numbers that were changed since, and counts only where a word such as 주민등록번호 is near.
 * A masked one (`850101-1******`) no longer names a person and stays.
 */
export const residentNumber: NumberRule = {
  kind: 'resident-number',
  at(text, start, runEnd) {
    const found = registrationAt(text, start, runEnd);
    if (found === undefined || (found.sex >= 5 && found.sex <= 8)) return undefined;
    const { end } = found;
    if (hasCheckDigit(found, 11)) return { start, end, why: 'checksum' };
    if (isNamed(text, start, end, RESIDENT_WORDS)) return { start, end, why: 'word' };
    return found.isSplit && found.born >= REFORM ? { start, end, why: 'form' } : undefined;
  },
};
