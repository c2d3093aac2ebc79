import { partsOf } from '@naru/language';
import { sentencesOf } from '../manner/sentences.ts';
import { speechLevelOf } from '../manner/speech-level.ts';
import { loopAtEnd } from './repetition.ts';

// Behind these, something has to follow: particles and connectives, articles, prepositions and conjunctions.
const KOREAN_OPEN =
  /(?:[가-힣](?:을|를|은|는|의|에게|에서|으로|하고|하며|하여|해서|지만|면서|려면|니까|거나)|(?:그리고|하지만|그러나|또는|또한|먼저|다음은))$/u;
const ENGLISH_OPEN =
  /(?:^|\s)(?:the|an?|of|to|and|or|but|with|for|from|in|on|at|by|is|are|was|were|that|which|if|then|as|your|this|will|can)$/i;
const OPEN_SIGN = /(?:[,:(\[{“‘《「『]|(?:^|\n)\s*(?:\d{1,3}[.)]|[-*+•]))$/u;
const OPEN_BRACKET = /\([^()\n]*\p{L}[^()\n]*$/u;
const TAIL = 300;
const LONG_WORDS = 12;
const FEW_WORDS = 3;

/**
 * What a text shows of not being at its end: it goes in circles, a code fence is open, a sentence is. An engine knows
 * better: an answer that reached its limit of tokens has that as its finish reason.
 */
export function unfinished(text: string): 'loop' | 'fence' | 'sentence' | undefined {
  const composed = text.normalize('NFC').trimEnd();
  if (loopAtEnd(composed) !== undefined) return 'loop';
  const last = partsOf(composed).at(-1);
  if (last?.unclosed === true) return 'fence';
  if (last?.kind !== 'prose') return undefined;
  const tail = composed.slice(-TAIL);
  if ([OPEN_SIGN, OPEN_BRACKET, KOREAN_OPEN, ENGLISH_OPEN].some((open) => open.test(tail))) return 'sentence';
  return isOpenProse(composed) ? 'sentence' : undefined;
}

/**
 * The last sentence ends in letters, without a sign and without an ending that speaks, and is long or stands behind one
 * that has its sign. Notes, names, tables and links end so.
 */
function isOpenProse(text: string): boolean {
  if (!/\p{L}$/u.test(text)) return false;
  const line = text.slice(text.lastIndexOf('\n') + 1);
  const sentences = sentencesOf(line);
  const last = sentences.at(-1);
  const lastWord = line.slice(line.lastIndexOf(' ') + 1);
  if (last === undefined || last.noted || /[:/@]/.test(lastWord)) return false;
  const least = sentences.length > 1 ? FEW_WORDS : LONG_WORDS;
  return last.text.split(/\s+/).length >= least && speechLevelOf(last.text) === undefined;
}
