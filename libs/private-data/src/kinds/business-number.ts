import { digitsOf, endOfMatch, isNamed, standsAlone } from '../around.ts';
import type { NumberRule } from '../kinds.ts';

const SPLIT = /\d{3} ?[-. ] ?\d{2} ?[-. ] ?\d{5}(?!\d)/y;
const WEIGHTS = [1, 3, 7, 1, 3, 7, 1, 3, 5] as const;
const WORDS = { naming: /사업자|등록번호|business (?:registration|reg|number|license|no)|\bBRN\b|세금계산서/gi };

/**
 * 사업자등록번호, 3-2-5 digits, the last a check digit. 부가가치세법 제8조, 국세청 사업자등록번호 체계.
 *
 * It counts with a right check digit only, since a wrong one points to nobody; ten digits in one piece, of which every
 * tenth number is right by chance, need a word beside them too.
 */
export const businessNumber: NumberRule = {
  kind: 'business-number',
  at(text, start, runEnd) {
    const run = runEnd - start;
    if (run !== 3 && run !== 10) return undefined;
    const end = run === 10 ? runEnd : endOfMatch(SPLIT, text, start);
    if (end < 0 || !standsAlone(text, start, end) || !isBusinessNumber(digitsOf(text, start, end))) return undefined;
    if (run === 10 && !isNamed(text, start, end, WORDS)) return undefined;
    return { start, end, why: 'checksum' };
  },
};

function isBusinessNumber(digits: string): boolean {
  if (digits < '1010000000' || digits.slice(3, 5) === '00') return false;
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  const carried = sum + Math.floor((Number(digits[8]) * 5) / 10);
  return (10 - (carried % 10)) % 10 === Number(digits[9]);
}
