import { digitsOf, endOfMatch, isNamed, standsAlone } from '../around.ts';
import type { Hit, NumberRule } from '../kinds.ts';

// A closing bracket of the area code, and at most one dash or full stop with a space on either side.
const DOMESTIC =
  /0(?:1[016-9]|2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|80|50[2-8])(?: ?\) ?-? ?| ?[-.] ?| )?(\d{3,4})(?: ?[-.] ?| )?\d{4}(?!\d)/y;
const KOREAN_ABROAD =
  /82 ?[-.)]? ?(?:\(0\) ?)?\(?0?(?:1[016-9]|2|3[1-3]|4[1-4]|5[1-5]|6[1-4]|70|50[2-8])(?: ?\) ?-? ?| ?[-.] ?| )?\d{3,4}(?: ?[-.] ?| )?\d{4}(?!\d)/y;
// Only numbers that are given out: `1592-1598` is a war.
const REPRESENTATIVE =
  /1(?:5(?:22|33|44|66|77|88|99)|6(?:00|11|44|60|61|66|68|70|88)|8(?:00|11|33|55|66|77|99))(?: ?[-.] ?| )?\d{4}(?!\d)/y;
const AMERICAN = /(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[-.])[2-9]\d{2}[-.]\d{4}(?!\d)/y;
const AMERICAN_SPACED = /[2-9]\d{2} [2-9]\d{2} \d{4}(?!\d)/y;
const AMERICAN_ABROAD = /1[-. ]?\(?[2-9]\d{2}\)?[-. ]?[2-9]\d{2}[-. ]?\d{4}(?!\d)/y;
const ABROAD =
  /(?:7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|81|84|86|9[0-58]|2[1-689]\d|3[578]\d|42\d|50\d|59\d|6[78]\d|8[058]\d|9[679]\d)[-. ]?(?:\(\d{1,4}\)[-. ]?)?\d{1,11}(?:[-. ]\d{2,8}){0,4}(?!\d)/y;
const WORDS = {
  naming:
    /전화|연락|휴대|핸드폰|휴대폰|폰 ?번호|(?<![가-힣])번호|문자|통화|콜|고객센터|상담|대표|문의|신고|안내|민원|ARS|팩스|내선|☎|☏|📞|tel|phone|mobile|cell|call|fax|contact|hotline|text me|my number|number is|whatsapp|reach/gi,
  other: /주문|송장|운송장|계좌|사업자|주민|접수|예약|승인|우편|order|invoice|account|tracking|ticket/gi,
};
/** Three digits behind an area code never begin with 0 or 1. */
const NO_EXCHANGE = /^0[2-6]\d?\D+[01]\d{2}\D/;
const MOBILE = 11;

/**
 * Telephone numbers. Korean ones by the numbering plan (전기통신번호관리세칙): mobile 010 and 011–019, area codes 02 to
 * 064, 070, 080, 050x, and representative numbers 15xx, 16xx, 18xx of four digits more. Others by ITU-T E.164 behind a
 * `+`, and North American ones (NANP) with brackets, dashes or full stops.
 *
 * In one piece only mobile numbers count alone; a land line or a representative number needs a word beside it.
 */
export const phone: NumberRule = {
  kind: 'phone',
  at(text, start, runEnd) {
    const before = text.charAt(start - 1);
    if (before === '+') return abroadAt(text, start);
    switch (text.charAt(start)) {
      case '0':
        return domesticAt(text, start, runEnd);
      case '1':
        return representativeAt(text, start, runEnd) ?? americanAbroadAt(text, start);
      case '8':
        return prefixedAt(text, start, runEnd) ?? americanAt(text, start, before);
      default:
        return americanAt(text, start, before);
    }
  },
};

function domesticAt(text: string, start: number, runEnd: number): Hit | undefined {
  const first = text.charAt(start - 1) === '(' && text.slice(runEnd, runEnd + 2).includes(')') ? start - 1 : start;
  const end = endOfMatch(DOMESTIC, text, start);
  if (end < 0) return text.startsWith('00', start) ? dialledAbroadAt(text, start) : undefined;
  if (!standsAlone(text, first, end)) return undefined;
  const digits = digitsOf(text, start, end);
  if (/^[01]+$/.test(digits) || digits.length < 9 || NO_EXCHANGE.test(text.slice(start, end))) return undefined;
  if (runEnd !== end) return { start: first, end, why: 'form' };
  const isMobile = /^01[016-9]/.test(digits) && (digits.length === MOBILE || !digits.startsWith('010'));
  if (isMobile && digits.startsWith('010')) return { start, end, why: 'form' };
  return isNamed(text, start, end, WORDS) ? { start, end, why: 'word' } : undefined;
}

/** `0082 10 …`, `00182-10-…` */
function dialledAbroadAt(text: string, start: number): Hit | undefined {
  const prefix = /00(?:1|2|700)?-?(?=82)/y;
  const country = endOfMatch(prefix, text, start);
  const end = country < 0 ? -1 : endOfMatch(KOREAN_ABROAD, text, country);
  return end >= 0 && standsAlone(text, start, end) ? { start, end, why: 'form' } : undefined;
}

function representativeAt(text: string, start: number, runEnd: number): Hit | undefined {
  const end = endOfMatch(REPRESENTATIVE, text, start);
  if (end < 0 || !standsAlone(text, start, end)) return undefined;
  if (isNamed(text, start, end, WORDS)) return { start, end, why: 'word' };
  const isSplit = runEnd !== end && text.slice(start, end).includes('-');
  return isSplit && !isYears(text, start, end) && !isOther(text, start) ? { start, end, why: 'form' } : undefined;
}

/** `1800-1866`: from one year to a later one. */
function isYears(text: string, start: number, end: number): boolean {
  const from = Number(text.slice(start, start + 4));
  const to = Number(text.slice(end - 4, end));
  return to > from && to < 2100;
}

const isOther = (text: string, start: number): boolean =>
  text.slice(Math.max(0, start - 14), start).search(WORDS.other) >= 0;

function abroadAt(text: string, start: number): Hit | undefined {
  if (/[\d.A-Za-z)%]/.test(text.charAt(start - 2))) return undefined;
  const korean = endOfMatch(KOREAN_ABROAD, text, start);
  if (korean >= 0) return { start: start - 1, end: korean, why: 'form' };
  const american = endOfMatch(AMERICAN_ABROAD, text, start);
  const end = american >= 0 ? american : endOfMatch(ABROAD, text, start);
  if (end < 0 || !standsAlone(text, start - 1, end)) return undefined;
  const { length } = digitsOf(text, start, end);
  return length >= 9 && length <= 15 ? { start: start - 1, end, why: 'form' } : undefined;
}

/** `82-10-1234-5678`, without the `+`. */
function prefixedAt(text: string, start: number, runEnd: number): Hit | undefined {
  if (!text.startsWith('82', start)) return undefined;
  const end = endOfMatch(KOREAN_ABROAD, text, start);
  if (end < 0 || !standsAlone(text, start, end)) return undefined;
  if (runEnd === start + 2 && /[-.)]/.test(text.slice(start, end))) return { start, end, why: 'form' };
  return isNamed(text, start, end, WORDS) ? { start, end, why: 'word' } : undefined;
}

function americanAt(text: string, start: number, before: string): Hit | undefined {
  const first = before === '(' ? start - 1 : start;
  const end = endOfMatch(AMERICAN, text, first);
  if (end < 0) return spacedAmericanAt(text, start);
  if (!standsAlone(text, first, end) || isOther(text, first)) return undefined;
  return { start: first, end, why: 'form' };
}

function spacedAmericanAt(text: string, start: number): Hit | undefined {
  const end = endOfMatch(AMERICAN_SPACED, text, start);
  if (end < 0 || !standsAlone(text, start, end) || /\d[ -.]$/.test(text.slice(start - 2, start))) return undefined;
  return isNamed(text, start, end, WORDS) ? { start, end, why: 'word' } : undefined;
}

/** `1-800-555-0199`, `1 (800) 555-0199` */
function americanAbroadAt(text: string, start: number): Hit | undefined {
  const end = endOfMatch(AMERICAN_ABROAD, text, start);
  const isSplit = /^1[-. ]\(?\d{3}\)?[-. ]\d{3}[-.]/.test(text.slice(start, end));
  return end >= 0 && isSplit && standsAlone(text, start, end) ? { start, end, why: 'form' } : undefined;
}
