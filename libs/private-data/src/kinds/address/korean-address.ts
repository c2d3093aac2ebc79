import { endOfMatch, isNamed } from '../../around.ts';
import type { Hit, NumberRule } from '../../kinds.ts';
import { REGIONS } from './regions.ts';

const LAST = '로길동리가읍면번';
const ROAD = /^[가-힣][가-힣0-9·.]*(?:대?로|길)(?:\d{1,4}(?:번|[가-하])?[가-하]?길)?$/;
const SIDE_ROAD = /^\d{1,4}(?:번|[가-하])?[가-하]?길$/;
const LOT = /^[가-힣]{1,6}\d{0,2}(?:동|리|가)$/;
const PART = /^[가-힣]{1,6}\d{0,2}(?:읍|면|동|리|가)$/;
/** Words that end as a road does: adverbs, and nouns with the particle 으로. */
const NO_ROAD =
  /(?:으로|[서바새주따별그이저]로|스스로|실제로|대체로|차례로|임의로|[이그저제뜻멋맘]대로|마음대로|예정대로|계획대로|순서대로|도로|경로|진로|통로|[아하되]길|줄 ?길|번째로)$/;
/** What is counted or timed after a word that only looks like a road. */
const COUNTED =
  / ?(?:여 ?)?(?:명|개|년|월|일|원|만|천|억|분|시|초|%|퍼센트|포인트|[kmcK]?[mg]\b|미터|킬로|회|차|건|대(?!로)|곳|배|점|위|살|세|주|달|박|권|장|편|가지|코스|구간|단계|호선|차선|차로|번(?!지|길|가)|~|:|\.\d|,\d{3})/y;
const NUMBER = /\d{1,5}(?:-\d{1,4})?(?: ?번지)?/y;
/** `12번길`, `5가길`, `종로 3가`: the name goes on. Behind more digits, `가` is a particle. */
const GOES_ON = /\d+ ?(?:번길|[가-하]?길)|[1-9]가/y;
const BUILDING =
  '(?:아파트|빌딩|타워|오피스텔|빌라|맨션|주택|연립|센터|하우스|팰리스|캐슬|자이|푸르지오|래미안|힐스테이트|더샵|아이파크|상가|단지|스퀘어|플라자|프라자|시티|파크|타운|밸리|빌리지|하이츠)';
const ROOM =
  '(?:지하 ?)?(?:[A-Za-z가-하]동|\\d{1,4}동|[Bb]?\\d{1,3}층|[Bb]?\\d{1,5}(?:-\\d{1,3})?호)(?![가-힣]{0,1}(?:선|차|기))';
const DETAILS = new RegExp(
  `(?:(?:, ?| )(?:${ROOM}|[가-힣A-Za-z0-9]{1,14}${BUILDING}(?: ?\\d{1,3}단지)?)(?=[^가-힣]|[입이에으로을를은는예인의까고라와과랑도만부쪽앞뒤옆근였네께및]|$)|(?<=동|층)${ROOM})*(?: ?\\([가-힣]{1,6}\\d?(?:동|리|가)(?:, ?[가-힣A-Za-z0-9 ]{1,24})?\\))?`,
  'y',
);
const FLAT = /\d{1,4}동 ?\d{1,5}호/y;
const WORDS = { naming: /주소|배송지|거주|사는 ?곳|살고|소재|자택|본가|집은|이사|도로명|우편물|택배/gi };
const MOST_PARTS = 6;
const SPACE = 32;
const FIRST_SYLLABLE = 0xac00;

/**
 * Korean addresses: by road, `(시도) 시군구 (읍면) 도로명 건물번호` (도로명주소법 제7조, 같은 법 시행령 제6조), by lot,
 * `시군구 읍면동 지번` (공간정보의 구축 및 관리 등에 관한 법률 제66조), and flats without either number; each with
 * what follows of building, floor and room.
 *
 * A province, city, county or district by name must stand before it, or a word such as 주소; for a lot, 번지 after it
 * is enough. The postal code is left, since thousands share it.
 */
export const koreanAddress: NumberRule = {
  kind: 'address',
  at(text, start, runEnd) {
    const near = text.charCodeAt(start - 1) === SPACE ? start - 2 : start - 1;
    if (runEnd - start > 5 || !(text.charCodeAt(near) >= FIRST_SYLLABLE)) return undefined;
    const gap = gapBefore(text, start);
    const last = text.charAt(gap - 1);
    if (!/[가-힣]/.test(last)) return undefined;
    const isFlat = endOfMatch(FLAT, text, start) >= 0;
    if (!isFlat && !LAST.includes(last)) return undefined;
    if (endOfMatch(GOES_ON, text, start) >= 0) return undefined;
    const parts = partsBefore(text, gap);
    return isFlat ? flatAt(text, start, parts) : numberedAt(text, start, parts);
  },
};

/** Offset behind the last word before the number, past `산` and `지하`. */
function gapBefore(text: string, start: number): number {
  const before = text.slice(Math.max(0, start - 5), start);
  const [gap] = /(?: 산| 지하)? ?$/.exec(before) ?? [''];
  return start - gap.length;
}

interface Part {
  readonly start: number;
  readonly text: string;
}

/** Words before the number, the nearest first, with one space between them. */
function partsBefore(text: string, gap: number): Part[] {
  const parts: Part[] = [];
  let end = gap;
  while (parts.length < MOST_PARTS) {
    let start = end;
    while (start > 0 && end - start < 24 && /[가-힣0-9·]/.test(text.charAt(start - 1))) start--;
    if (start === end) break;
    parts.push({ start, text: text.slice(start, end) });
    end = text.charAt(start - 1) === ' ' ? start - 1 - (text.charAt(start - 2) === ',' ? 1 : 0) : -1;
    if (end < 0) break;
  }
  return parts;
}

function numberedAt(text: string, start: number, parts: readonly Part[]): Hit | undefined {
  const end = endOfMatch(NUMBER, text, start);
  const isLotNumber = text.slice(start, end).endsWith('번지');
  if (!isLotNumber && endOfMatch(COUNTED, text, end) >= 0) return undefined;
  const isBranch = SIDE_ROAD.test(parts[0]?.text ?? '');
  const [way, ...further] = isBranch ? parts.slice(1) : parts;
  if (way === undefined) return undefined;
  const isRoad = ROAD.test(way.text) && !NO_ROAD.test(way.text);
  const isLot = !isBranch && LOT.test(way.text);
  if (!isRoad && !isLot) return undefined;
  const region = regionOf(further);
  const isSure =
    region !== undefined && (isRoad || isLotNumber || region.isDeep || text.slice(start, end).includes('-'));
  const hit = { start: region?.start ?? way.start, end: withDetails(text, end) };
  if (isSure) return { ...hit, why: 'form' };
  const isWay = isLotNumber || (isRoad && way.text.length >= 3);
  const isWhole = isLotNumber || hit.end > end || isRoad;
  return isWay && isWhole && (isLotNumber || isNamed(text, hit.start, hit.end, WORDS))
    ? { ...hit, why: 'word' }
    : undefined;
}

/** `송파구 잠실동 한빛아파트 101동 1203호` */
function flatAt(text: string, start: number, parts: readonly Part[]): Hit | undefined {
  const end = withDetails(text, endOfMatch(FLAT, text, start));
  for (const from of [1, 2]) {
    const region = regionOf(parts.slice(from));
    if (region !== undefined) return { start: region.start, end, why: 'form' };
  }
  return undefined;
}

/** The first word of the names of regions that stand before; undefined where none is known. */
function regionOf(parts: readonly Part[]): { start: number; isDeep: boolean } | undefined {
  let first: Part | undefined;
  let known = 0;
  for (const part of parts) {
    if (REGIONS.has(part.text)) known++;
    else if (!PART.test(part.text) || known > 0) break;
    if (REGIONS.has(part.text)) first = part;
  }
  return first === undefined ? undefined : { start: first.start, isDeep: known > 1 || /[구군시]$/.test(first.text) };
}

function withDetails(text: string, end: number): number {
  const further = endOfMatch(DETAILS, text, end);
  return further > end ? further : end;
}
