import { digitsOf, endOfMatch, isNamed, standsAlone } from '../around.ts';
import type { Hit, NumberRule } from '../kinds.ts';

const GROUPS = /\d{2,6}(?:(?:-| - )\d{1,8}){2,4}(?!\d)/y;
const SPACED = /\d{2,6}(?: \d{2,8}){2,3}(?!\d)/y;
// Forms that one large bank uses and little else looks like: Shinhan, Woori, KakaoBank, NongHyup, Hana, IBK, Kookmin, KFCC.
const KNOWN =
  /^(?:1[01]\d-\d{3}-\d{6}|1[0-9]0[0-9]-\d{3}-\d{6}|3333-\d{2}-\d{7}|3(?:0[1-9]|1[2-7]|5[1-6])-\d{4}-\d{4}-\d{2}|\d{3}-\d{6}-\d{5}|\d{3}-\d{6}-\d{2}-\d{3}|\d{6}-\d{2}-\d{6}|900[2-9]-\d{4}-\d{4}-\d|100[01]-\d{4}-\d{4})$/;
const NOT_AN_ACCOUNT =
  /^(?:0(?:1[016-9]|2|[3-6][1-5]|70|80|50\d)-\d{3,4}-\d{4}|(?:19|20)\d{2}-[01]\d-[0-3]\d(?:-.*)?)$/;
/** An amount or a count, not an account. */
const COUNTED = / ?(?:원|만|억|건|명|개|회|달러|초|번째|bytes?|tokens?|rows?|records?|KRW|USD|won|ms\b|%)/iy;
const MOMENT = /^(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])/;
const WORDS = {
  naming:
    /계좌|입금|송금|이체|예금주|통장|은행|신한|농협|수협|신협|카카오뱅크|카뱅|토스뱅크|케이뱅크|새마을금고|우체국|저축은행|뱅크|씨티|(?<!\d ?)\bKB(?![a-z])|\bIBK(?![a-z])|\bNH(?![a-z])|\bSC제일|bank|account|\ba\/c\b|\bacct|deposit|wire|transfer/gi,
  other:
    /주문|송장|운송장|접수|거래 ?번호|승인|예약|고객 ?번호|회원|문의|전화|연락|사업자|주민|카드|면허|상품|모델|일련|시리얼|order|invoice|ticket|tracking|card|phone|call|serial|licen[cs]e|reference|booking/gi,
};
const IBAN = /\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])/y;

/**
 * Bank accounts. Korean banks number their accounts each in a way of its own (금융결제원, 은행별 계좌번호 체계) and no
 * check digit is public: three to five groups or one piece of 10 to 16 digits count where a bank or a word such as 계좌
 * stands near, and the forms of the largest banks count alone. What looks like a mobile number stays a phone.
 * IBAN by ISO 13616-1 with its check digits (ISO 7064, 97-10).
 */
export const bankAccount: NumberRule = {
  kind: 'bank-account',
  at(text, start, runEnd) {
    if (runEnd - start >= 2 && /[A-Z]/.test(text.charAt(start - 1))) return ibanAt(text, start);
    if (runEnd - start >= 10) return wholeAt(text, start, runEnd);
    const dashed = endOfMatch(GROUPS, text, start);
    if (dashed >= 0) return dashedAt(text, start, dashed);
    const spaced = endOfMatch(SPACED, text, start);
    return spaced >= 0 && hasLength(text, start, spaced) && standsAlone(text, start, spaced)
      ? named(text, start, spaced)
      : undefined;
  },
};

function dashedAt(text: string, start: number, end: number): Hit | undefined {
  const form = text.slice(start, end).replaceAll(' ', '');
  if (!hasLength(text, start, end) || NOT_AN_ACCOUNT.test(form) || !standsAlone(text, start, end)) return undefined;
  const found = named(text, start, end);
  if (found !== undefined) return found;
  const isAnother = text.slice(Math.max(0, start - 16), start).search(WORDS.other) >= 0;
  return KNOWN.test(form) && !isAnother ? { start, end, why: 'form' } : undefined;
}

function wholeAt(text: string, start: number, end: number): Hit | undefined {
  const isMobile = text.startsWith('010', start) && end - start === 11;
  const isMoment = end - start >= 12 && MOMENT.test(text.slice(start, end));
  if (end - start > 16 || isMobile || isMoment || !standsAlone(text, start, end)) return undefined;
  if (endOfMatch(COUNTED, text, end) >= 0) return undefined;
  return named(text, start, end);
}

function named(text: string, start: number, end: number): Hit | undefined {
  return isNamed(text, start, end, WORDS) ? { start, end, why: 'word' } : undefined;
}

function hasLength(text: string, start: number, end: number): boolean {
  const { length } = digitsOf(text, start, end);
  return length >= 10 && length <= 16;
}

function ibanAt(text: string, start: number): Hit | undefined {
  const first = start - 2;
  if (!/[A-Z]/.test(text.charAt(first)) || /[A-Za-z0-9_-]/.test(text.charAt(first - 1))) return undefined;
  const end = endOfMatch(IBAN, text, start);
  if (end < 0) return undefined;
  const compact = text.slice(first, end).replaceAll(' ', '');
  return compact.length >= 15 && hasIbanCheck(compact) ? { start: first, end, why: 'checksum' } : undefined;
}

function hasIbanCheck(iban: string): boolean {
  let rest = 0;
  for (const sign of iban.slice(4) + iban.slice(0, 4)) {
    const value = parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
