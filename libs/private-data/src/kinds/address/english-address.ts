import { endOfMatch } from '../../around.ts';
import type { NumberRule } from '../../kinds.ts';

const SUFFIX =
  '(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Court|Ct|Way|Place|Pl|Terrace|Ter|Parkway|Pkwy|Circle|Cir|Highway|Hwy|Square|Sq|Trail|Trl|Close|Crescent|Alley|Loop|Row)';
const WORD = "(?:[A-Z][\\p{L}\\p{M}'’.]{0,20}|\\d{1,3}(?:st|nd|rd|th))";
const STATE =
  '(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])';
const UNIT =
  '(?:,? (?:Apt|Apartment|Suite|Ste|Unit|Floor|Fl|Room|Rm|No)\\.? ?#?[A-Za-z0-9-]{1,6}|,? #[A-Za-z0-9-]{1,6}|,? \\d{1,2}(?:st|nd|rd|th) [Ff]loor)';
const CITY_WORD = "[A-Z]\\p{Ll}[\\p{L}\\p{M}'’.-]{0,20}";
const CITY = `${CITY_WORD}(?: ${CITY_WORD}){0,2}`;
const POSTCODE = '(?:\\d{5}(?:-\\d{4})?|[A-Z]{1,2}\\d[A-Z0-9]? \\d[A-Z]{2})';

/** USPS Publication 28: number, street with its suffix, unit, city, state and ZIP code; the last three may be missing. */
const AMERICAN = new RegExp(
  `\\d{1,5}[A-Z]?(?:-\\d{1,4})? (?:(?:[NSEW]|North|South|East|West|N[EW]|S[EW])\\.? )?${WORD}(?: ${WORD}){0,3} ${SUFFIX}(?![A-Za-z])(?:\\.(?=,| [A-Z#]))?(?: (?:[NSEW]|N[EW]|S[EW])(?![A-Za-z]))?${UNIT}?(?:, ${CITY})?(?:,? ${STATE}(?![A-Za-z]))?(?:,? ${POSTCODE}(?![0-9]))?`,
  'uy',
);
/** 도로명주소의 영문표기: `152, Teheran-ro, Gangnam-gu, Seoul`, the smallest part first. */
const ROMANIZED =
  /(?:(?:[A-Z]?\d{1,4}-(?:ho|dong|cheung|ch'eung),? ){0,3})\d{1,5}(?:-\d{1,4})?(?:-gil)?,? ?[A-Z][A-Za-z]{1,20}(?:-?\d{0,4}(?:beon|[a-z]{2})?)?-(?:daero|ro|gil|dong|ri)(?![A-Za-z])(?: ?\d{1,4}(?:beon)?-gil)?(?:(?:, ?| )[A-Z][a-z]{1,20}-(?:eup|myeon|dong|ri|gu|gun|si|do))*(?:(?:, ?| )(?:Seoul|Busan|Daegu|Incheon|Gwangju|Daejeon|Ulsan|Sejong|Jeju))?(?:,? \d{5}(?!\d))?(?:(?:, ?)(?:Republic of Korea|South Korea|Korea))?/y;

/** Before a number that counts or numbers something else. */
const COUNTING =
  /(?:^|[^A-Za-z])(?:step|table|chapter|figure|fig\.|section|part|level|day|week|phase|the|top|page|item|no\.?|task|volume|lesson) $/i;
/** Suffixes that end other names more often than a street's. */
const WEAK = /(?:Way|Place|Pl|Row|Loop|Trail|Close|Circle|Square|Alley|Crescent|Highway)$/;

/** Street addresses in English: of the United States and Britain, and Korean ones in Latin letters. */
export const englishAddress: NumberRule = {
  kind: 'address',
  at(text, start, runEnd) {
    if (runEnd - start > 5 || text.charCodeAt(runEnd) > 127 || /[A-Za-z0-9.$#@_/:-]/.test(text.charAt(start - 1)))
      return undefined;
    const american = endOfMatch(AMERICAN, text, start);
    const end = american >= 0 ? american : endOfMatch(ROMANIZED, text, start);
    if (end < 0 || isTitle(text, start, end)) return undefined;
    return { start, end: text.charAt(end - 1) === '.' ? end - 1 : end, why: 'form' };
  },
};

/** `10 Best Drive Tips`, `in 2020 Wall Street`: nothing but the suffix speaks for a street, and the words go on or began. */
function isTitle(text: string, start: number, end: number): boolean {
  if (/[,#]/.test(text.slice(start, end))) return false;
  const before = text.slice(Math.max(0, start - 9), start);
  if (COUNTING.test(before) || (WEAK.test(text.slice(start, end)) && !/^\d{3}/.test(text.slice(start, end))))
    return true;
  const isYear =
    /^(?:19|20)\d{2} /.test(text.slice(start, start + 5)) &&
    / (?:in|by|of|since|from|until) $/i.test(` ${text.slice(Math.max(0, start - 7), start)}`);
  return isYear || /^ [A-Z][a-z]/.test(text.slice(end, end + 3));
}
