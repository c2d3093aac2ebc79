import { byteOfLatin, bytesOfKorean } from './code-pages.ts';

/** A repaired text, and in how many places. */
export interface Repaired {
  readonly text: string;
  readonly places: number;
}

/**
 * Text that was read in the wrong encoding, read rightly; only where there is no doubt: the bytes are whole, strictly
 * valid, and give Hangul or plain signs. What lost a byte on the way stays as it is.
 */
export function repairMojibake(text: string): Repaired {
  const latin = eachRun(text, UTF8_AS_LATIN, utf8ReadAsLatin);
  const korean = koreanReadAsLatin(latin.text);
  const hanja = eachRun(korean.text, BEYOND_ASCII, utf8ReadAsKorean);
  return { text: hanja.text, places: latin.places + korean.places + hanja.places };
}

// What Windows-1252 and Latin-1 make of bytes beyond ASCII, two or more of them.
const UTF8_AS_LATIN =
  /[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]{2,}/g;
const BEYOND_ASCII = /[\u0080-\uffff]+/g;
const KOREAN_AS_LATIN = /[\u00a1-\u00fe]+/g;

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const strictKorean = new TextDecoder('euc-kr', { fatal: true });

function eachRun(text: string, runs: RegExp, repair: (run: string) => string | undefined): Repaired {
  let places = 0;
  const repaired = text.replace(runs, (run) => {
    const found = repair(run);
    if (found === undefined) return run;
    places++;
    return found;
  });
  return { text: repaired, places };
}

/** `í•œê¸€` is 한글. Real quotation marks and dashes may stand around; a broken sequence leaves the whole run alone. */
function utf8ReadAsLatin(run: string): string | undefined {
  let repaired = '';
  let signs = 0;
  let index = 0;
  while (index < run.length) {
    const length = sequenceLength(byteOfLatin(run.charCodeAt(index)) ?? 0);
    const char = length === 0 ? undefined : decodeUtf8(run.slice(index, index + length));
    if (char === undefined) {
      if (!REAL_SIGN.test(run.charAt(index))) return undefined;
      repaired += run.charAt(index);
      index++;
      continue;
    }
    repaired += char;
    signs++;
    index += length;
  }
  if (signs === 0) return undefined;
  // What was broken twice gives the signs of the first time.
  return isPlausible(repaired) ? repaired : utf8ReadAsLatin(repaired);
}

const REAL_SIGN = /[\u00a7\u00ab\u00b0\u00b7\u00bb\u2010-\u203a\u20ac\u2122]/;

function sequenceLength(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

function decodeUtf8(chars: string): string | undefined {
  const bytes = new Uint8Array(chars.length);
  for (let index = 0; index < chars.length; index++) bytes[index] = byteOfLatin(chars.charCodeAt(index)) ?? 0;
  return decode(strictUtf8, bytes);
}

function decode(decoder: { decode(bytes: Uint8Array): string }, bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

// Signs that people type (Latin-1's, dashes, quotes, arrows, boxes, emoji), Hangul, and what Korean text has of Kana and
// Han; Latin letters with marks are not among them, since `Ã©` may be meant.
const PLAUSIBLE =
  /^(?:[\u00a0-\u00bf\u2000-\u206f\u20a0-\u20bf\u2100-\u2bff\u3000-\u30ff\u3131-\u318e\uac00-\ud7a3\u4e00-\u9fff\ufe0f\ufeff\uff01-\uffee]|[\ud83c-\ud83e][\udc00-\udfff])+$/;
const HAN_OR_KANA = /[\u3041-\u30ff\u4e00-\u9fff]/;
const HANJA = /[\u4e00-\u9fff\uf900-\ufaff]/;
const HANGUL = /[\u3131-\u318e\uac00-\ud7a3]/;

function isPlausible(text: string): boolean {
  return PLAUSIBLE.test(text) && (!HAN_OR_KANA.test(text) || HANGUL.test(text));
}

/** `¾È³çÇÏ¼¼¿ä` is 안녕하세요. Judged over the whole text: some marked letters in a row make Hangul by chance. */
function koreanReadAsLatin(text: string): Repaired {
  const runs = text.match(KOREAN_AS_LATIN);
  if (runs === null) return { text, places: 0 };
  let syllables = 0;
  let frequent = 0;
  for (const run of runs) {
    if (run.length === 1) {
      if (run >= '\u00c0') return { text, places: 0 };
      continue;
    }
    const hangul = decodeKorean(run);
    if (hangul === undefined) return { text, places: 0 };
    for (const char of hangul) {
      if (HANGUL.test(char)) syllables++;
      if (FREQUENT.has(char)) frequent++;
    }
  }
  if (syllables < 4 || frequent < syllables * 0.15) return { text, places: 0 };
  return eachRun(text, KOREAN_AS_LATIN, (run) => (run.length === 1 ? undefined : decodeKorean(run)));
}

// A third of the syllables of any Korean text.
const FREQUENT = new Set('이다는에을하가의고지로한은도를사어기니서리요시정대나해아인스자수과세라');

/** Pairs of the rows of signs and of the 2,350 syllables of KS X 1001. */
function decodeKorean(run: string): string | undefined {
  if (run.length % 2 !== 0) return undefined;
  const bytes = new Uint8Array(run.length);
  for (let index = 0; index < run.length; index++) bytes[index] = run.charCodeAt(index);
  for (let index = 0; index < bytes.length; index += 2) {
    const lead = bytes[index] ?? 0;
    if (!((lead >= 0xa1 && lead <= 0xa3) || (lead >= 0xb0 && lead <= 0xc8))) return undefined;
  }
  return decode(strictKorean, bytes);
}

/** UTF-8 read as CP949 is Hanja between rare syllables; it is whole only where no byte was lost. */
function utf8ReadAsKorean(run: string): string | undefined {
  if (!HANJA.test(run)) return undefined;
  const bytes: number[] = [];
  for (const char of run) {
    const pair = bytesOfKorean(char);
    if (pair === undefined) return undefined;
    bytes.push(pair >> 8, pair & 0xff);
    if (bytes.length === 2 && sequenceLength(pair >> 8) === 0) return undefined;
  }
  const text = decode(strictUtf8, Uint8Array.from(bytes));
  return text !== undefined && isPlausible(text) && countHangul(text) >= 2 ? text : undefined;
}

function countHangul(text: string): number {
  let count = 0;
  for (const char of text) if (HANGUL.test(char)) count++;
  return count;
}
