import { stem } from './porter-stemmer.ts';

export interface RougeTokens {
  /** How Hangul is cut: by word, a run of syllables (default), or by syllable. */
  readonly hangul?: 'word' | 'syllable';
  /** English words longer than three letters lose their endings. Default false. */
  readonly stemmed?: boolean;
}

/** Letters as NFD and half-finished syllables leave them; the rest of a text stays as it is, as rouge_score leaves it. */
const JAMO = /[\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb]+/g;
const BY_WORD = /[a-z0-9]+|[\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e]+/g;
const BY_SYLLABLE = /[a-z0-9]+|[\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e]/g;
const SHORT = 3;

/** Runs of a to z and 0 to 9 in lower case, as rouge_score has them, and Hangul apart from them: `gpu`, `를`. */
export function rougeTokens(text: string, { hangul = 'word', stemmed = false }: RougeTokens = {}): string[] {
  const composed = text.toLowerCase().replace(JAMO, (letters) => letters.normalize('NFC'));
  const tokens: readonly string[] = composed.match(hangul === 'word' ? BY_WORD : BY_SYLLABLE) ?? [];
  return tokens.map((token) => (stemmed && token.length > SHORT && token.charCodeAt(0) < 0x80 ? stem(token) : token));
}
