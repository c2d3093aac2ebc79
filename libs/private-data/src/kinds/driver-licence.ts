import { endOfMatch, isNamed, standsAlone } from '../around.ts';
import type { NumberRule } from '../kinds.ts';

// 11 Seoul to 26 Ulsan, 28 the north of Gyeonggi.
const CODED = /(?:1[1-9]|2[0-68]) ?[- ] ?\d{2} ?[- ] ?\d{6} ?[- ] ?\d{2}(?!\d)/y;
const NAMED = /\d{2} ?- ?\d{6} ?- ?\d{2}(?!\d|-\d|호)/y;
const REGION =
  /(?:서울|부산|경기|경기북부|강원|충북|충남|전북|전남|경북|경남|제주|대구|인천|광주|대전|울산)(?: ?- ?| |\()?\)? ?$/;
const WORDS = { naming: /면허|licen[cs]e/gi };

/**
 * 자동차운전면허번호: two digits of the issuing police agency, the year, six digits and two check digits whose rule is
 * not public; older cards print the agency's name instead (`서울 95-123456-01`). 도로교통법 시행규칙 별지 제55호서식.
 *
 * The dashed form counts alone; twelve digits in one piece, or with spaces, need a word such as 면허.
 */
export const driverLicence: NumberRule = {
  kind: 'driver-licence',
  at(text, start, runEnd) {
    const run = runEnd - start;
    if (run === 12) return wholeAt(text, start, runEnd);
    if (run !== 2) return undefined;
    const end = endOfMatch(CODED, text, start);
    if (end >= 0 && standsAlone(text, start, end)) return codedAt(text, start, end);
    const namedEnd = endOfMatch(NAMED, text, start);
    const region = namedEnd < 0 ? null : REGION.exec(text.slice(Math.max(0, start - 9), start));
    return region === null ? undefined : { start: start - region[0].length, end: namedEnd, why: 'form' };
  },
};

function codedAt(text: string, start: number, end: number) {
  if (isNamed(text, start, end, WORDS)) return { start, end, why: 'word' as const };
  const isDashed = !text.slice(start, end).replaceAll(' - ', '-').includes(' ');
  return isDashed ? { start, end, why: 'form' as const } : undefined;
}

function wholeAt(text: string, start: number, end: number) {
  const code = Number(text.slice(start, start + 2));
  const isRegion = code >= 11 && code <= 28 && code !== 27;
  return isRegion && standsAlone(text, start, end) && isNamed(text, start, end, WORDS)
    ? { start, end, why: 'word' as const }
    : undefined;
}
