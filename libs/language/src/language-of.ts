import { isJamo, isJoinedJamo, isSyllable } from './hangul.ts';
import { englishWords, otherWords, pack, PACKED_LETTERS } from './latin-words.ts';
import { partsOf, type Part } from './parts.ts';

/** `mixed`: two languages carry the text; `other`: a third one, or nothing that is a letter. */
export type Language = 'ko' | 'en' | 'mixed' | 'other';

/** Shares of the letters, each 0 to 1; they add up to 1 unless there is no letter. A Hangul syllable is one letter. */
export interface Shares {
  readonly hangul: number;
  readonly latin: number;
  readonly han: number;
  readonly kana: number;
  readonly other: number;
}

export interface LanguageFound {
  readonly language: Language;
  /** Letters outside of code and addresses; 0 says that the text shows no language. */
  readonly letters: number;
  readonly shares: Shares;
}

/**
 * The language of the prose of a text. Code, digits, punctuation and web addresses do not count. Korean with English
 * terms is Korean; it is mixed where the English makes sentences of its own.
 */
export function languageOf(text: string, parts: readonly Part[] = partsOf(text)): LanguageFound {
  const seen = new Seen();
  for (const part of parts) if (part.kind === 'prose') look(seen, text, part.start, part.end);
  const letters = seen.hangul + seen.latin + seen.han + seen.kana + seen.other;
  const share = (count: number): number => (letters === 0 ? 0 : count / letters);
  return {
    language: letters === 0 ? 'other' : decide(seen),
    letters,
    shares: {
      hangul: share(seen.hangul),
      latin: share(seen.latin),
      han: share(seen.han),
      kana: share(seen.kana),
      other: share(seen.other),
    },
  };
}

/** Share of Hangul among the letters of the prose, 0 where there are none. */
export function hangulShare(text: string): number {
  return languageOf(text).shares.hangul;
}

class Seen {
  /** What of Latin stood between double quotation marks on one line. */
  readonly quoted = { latin: 0, words: 0, english: 0 };
  private opened: { latin: number; words: number; english: number } | undefined;
  hangul = 0;
  latin = 0;
  /** Latin letters with a mark. */
  marked = 0;
  han = 0;
  kana = 0;
  other = 0;
  words = 0;
  english = 0;
  foreign = 0;

  quotationMark(): void {
    if (this.opened === undefined) {
      this.opened = { latin: this.latin, words: this.words, english: this.english };
      return;
    }
    this.quoted.latin += this.latin - this.opened.latin;
    this.quoted.words += this.words - this.opened.words;
    this.quoted.english += this.english - this.opened.english;
    this.opened = undefined;
  }

  /** A quotation ends with its line, closed or not. */
  line(): void {
    this.opened = undefined;
  }
}

// A syllable says as much as two to three letters: 한국어 is as long as Korean.
const SYLLABLE = 2.5;

function decide(seen: Seen): Language {
  const hangul = seen.hangul * SYLLABLE;
  const eastern = (seen.han + seen.kana) * SYLLABLE;
  // In Korean, what stands in quotation marks is an error message or a title, not a change of language.
  const latin = hangul > 0 ? seen.latin - seen.quoted.latin : seen.latin;
  const all = hangul + eastern + latin + seen.other;
  const korean = hangul / all;
  const third = (eastern + seen.other) / all;
  if (third > 0.3) {
    if (korean > 0.6 && seen.kana === 0) return 'ko';
    return korean > 0.3 ? 'mixed' : 'other';
  }
  if (korean >= 0.8) return 'ko';
  if (latin === 0) return korean > 0 ? 'ko' : 'other';
  if (korean < 0.08) return isEnglish(seen) ? 'en' : 'other';
  const words = seen.words - seen.quoted.words;
  const sentences = words === 0 ? 0 : (seen.english - seen.quoted.english) / words;
  if (korean >= 0.3) return sentences >= 0.2 && words >= 6 && korean < 0.45 ? 'mixed' : 'ko';
  // Few syllables among names: 4 in 5 words of Korean notes on software may be Latin.
  return sentences < 0.08 && korean > 0.15 ? 'ko' : 'mixed';
}

/** By words that every English sentence has; a title or a command may have none, but no marks either. */
function isEnglish(seen: Seen): boolean {
  const { english, words } = seen;
  const foreign = seen.foreign + seen.marked / 2;
  if (english === 0) return foreign === 0 || (words <= 3 && seen.foreign === 0 && seen.marked === 1);
  if (words >= 6 && english / words < 0.12 && foreign > 0) return false;
  return english >= foreign;
}

/** One pass over char codes; a word is packed as it goes by, so that nothing is cut out of the text. */
function look(seen: Seen, text: string, start: number, end: number): void {
  let word = 0;
  let length = 0;
  seen.line();
  for (let index = start; index < end; index++) {
    let code = text.charCodeAt(index);
    if (code >= 0x41 && code <= 0x5a) code += 0x20;
    if (code >= 0x61 && code <= 0x7a) {
      seen.latin++;
      word = length < PACKED_LETTERS ? pack(word, code) : 0;
      length++;
      continue;
    }
    if (isMarkedLatin(code)) {
      seen.latin++;
      seen.marked++;
      word = length < PACKED_LETTERS ? pack(word, code) : 0;
      length++;
      continue;
    }
    if (length > 0) {
      if (code === 0x3a && text.startsWith('//', index + 1)) {
        // A scheme is not a word, and what follows is no prose.
        seen.latin -= length;
        index = addressEnd(text, index, end) - 1;
      } else countWord(seen, word, length);
      word = 0;
      length = 0;
    }
    if (code > 0x7f) index += countLetter(seen, text, index, code);
    else if (code === 0x22) seen.quotationMark();
    else if (code === 0x0a) seen.line();
  }
  if (length > 0) countWord(seen, word, length);
}

function countWord(seen: Seen, word: number, length: number): void {
  seen.words++;
  if (length > PACKED_LETTERS) return;
  if (englishWords.has(word)) seen.english++;
  else if (otherWords.has(word)) seen.foreign++;
}

/** Counts a letter beyond Latin; returns how many code units it took beside the first. */
function countLetter(seen: Seen, text: string, index: number, code: number): 0 | 1 {
  if (isSyllable(code)) seen.hangul++;
  else if (code === 0x201c || code === 0x201d) seen.quotationMark();
  else if (isJamo(code)) seen.hangul += isJoinedJamo(code) ? 0 : 1;
  else if (isHan(code)) seen.han++;
  else if (isKana(code)) seen.kana++;
  else if (code >= 0xd840 && code <= 0xd888 && isLowSurrogate(text.charCodeAt(index + 1))) {
    seen.han++;
    return 1;
  } else if (code >= 0x300 && code <= 0x36f) seen.marked++;
  else if (isOtherLetter(code)) seen.other++;
  return 0;
}

function isMarkedLatin(code: number): boolean {
  return (
    (code >= 0xc0 && code <= 0x24f && code !== 0xd7 && code !== 0xf7) ||
    (code >= 0x1e00 && code <= 0x1eff) ||
    (code >= 0xff21 && code <= 0xff5a && (code <= 0xff3a || code >= 0xff41))
  );
}

function isHan(code: number): boolean {
  return (code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf) || (code >= 0xf900 && code <= 0xfaff);
}

function isKana(code: number): boolean {
  return (code >= 0x3041 && code <= 0x30ff && code !== 0x30fb) || (code >= 0xff66 && code <= 0xff9d);
}

function isLowSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

/** Letters of the other scripts, from Greek to Khmer and from Yi to Meetei; a mark or digit among them counts too. */
function isOtherLetter(code: number): boolean {
  return (code >= 0x370 && code <= 0x1dbf) || (code >= 0x1f00 && code <= 0x1fff) || (code >= 0xa000 && code <= 0xabff);
}

function addressEnd(text: string, from: number, end: number): number {
  let index = from;
  while (index < end) {
    const code = text.charCodeAt(index);
    // Characters of an address are ASCII; Hangul behind it is a particle.
    if (code <= 0x20 || code > 0x7e || code === 0x29 || code === 0x3e || code === 0x22) return index;
    index++;
  }
  return end;
}
