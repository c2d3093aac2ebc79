import { isNamed } from '../around.ts';
import type { NumberRule } from '../kinds.ts';
import { hasCheckDigit, registrationAt } from './registration.ts';

const WORDS = {
  naming: /외국인|거소|체류|주민|(?:alien|foreign(?:er)?|resident) (?:registration|resident)|\b[AF]RN\b|\bARC\b/gi,
};

/**
 * 외국인등록번호 and 국내거소신고번호: as a resident's number with 5–8 as the seventh digit and another check digit
 * (13 less the weighted sum modulo 11). 출입국관리법 제31조 제5항.
 *
 * Since October 2020 they too are issued without a check digit, whatever the date of birth. So a wrong check digit
 * counts where the digits are written 6-7 with a dash, or where a word such as 외국인등록번호 is near.
 */
export const foreignerNumber: NumberRule = {
  kind: 'foreigner-number',
  at(text, start, runEnd) {
    const found = registrationAt(text, start, runEnd);
    if (found === undefined || found.sex < 5 || found.sex > 8) return undefined;
    const { end } = found;
    if (hasCheckDigit(found, 13)) return { start, end, why: 'checksum' };
    if (isNamed(text, start, end, WORDS)) return { start, end, why: 'word' };
    return found.isSplit && text.slice(start, end).includes('-') ? { start, end, why: 'form' } : undefined;
  },
};
