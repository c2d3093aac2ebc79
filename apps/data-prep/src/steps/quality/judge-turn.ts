import type { LanguageFound, Part } from '@naru/language';
import type { TurnLanguage } from '../../rows/turn-language.ts';
import { APOLOGIES, ASKS_WHETHER, REFUSALS, type Phrases } from '@naru/text-measures';
import { endingOf } from './ending.ts';
import { measure, type Measure } from './measure.ts';
import { along, type QualityParameters, type Reason } from './parameters.ts';
import {
  ASKS_FOR_LANGUAGE,
  ASKS_TO_EXPLAIN,
  CLOSINGS,
  KEYBOARD,
  OTHER_MODELS,
  PAGE_LEFTOVERS,
  PLACEHOLDERS,
} from './phrases.ts';
import { repeatedLines, repetitionOf } from './repetition.ts';

/** How far each reason applies to a turn, 0 to 1. */
export type Severities = Partial<Record<Reason, number>>;

/** A text with what was seen of it; made once, used by the turn itself and by the answer to it. */
export interface Seen {
  readonly text: string;
  readonly lower: string;
  readonly parts: readonly Part[];
  readonly measure: Measure;
  readonly language: LanguageFound;
}

export function see(text: string, { parts, language }: TurnLanguage): Seen {
  return { text, lower: text.toLowerCase(), parts, measure: measure(text, parts), language };
}

/** What is wrong with a question. People paste logs, lists and half sentences: much less than with an answer. */
export function judgeQuestion(seen: Seen, parameters: QualityParameters): Severities {
  return {
    placeholder: placeholder(seen),
    'too-long': seen.text.length > parameters.longest ? 1 : 0,
    'character-run': characterRun(seen.measure, parameters),
    'broken-text': broken(seen.measure, parameters),
  };
}

/** What is wrong with an answer, beside the question and the system turn that it answers to. */
export function judgeAnswer(answer: Seen, question: Seen, system: string, parameters: QualityParameters): Severities {
  const counts = answer.measure;
  const repetition = repetitionOf(counts.text);
  const digits = counts.digits / Math.max(1, counts.letters + counts.digits);
  // Counting, tables and binary repeat letters by their nature.
  const counting = digits > 0.5;
  const repeated = Math.max(
    along(parameters.repeatedLong, repetition.long),
    along(parameters.repeatedShort, repetition.short),
  );
  return {
    placeholder: placeholder(answer),
    'too-short': tooShort(answer, question, parameters),
    'too-long': answer.text.length > parameters.longest ? 1 : 0,
    refusal: refusal(answer, question),
    boilerplate: boilerplate(answer, question),
    echo: echo(answer, question),
    'wrong-language': wrongLanguage(answer, question, system),
    truncated: truncated(answer),
    'open-fence': answer.parts.at(-1)?.unclosed === true ? 1 : 0,
    'repeated-lines': along(parameters.repeatedLines, repeatedLines(proseOf(answer))),
    'repeated-text': counting ? 0 : repeated,
    'character-run': characterRun(counts, parameters),
    symbols: symbols(counts, parameters),
    links: links(answer, parameters),
    digits: counts.digits >= MANY_DIGITS ? along(parameters.digits, digits) : 0,
    'broken-text': broken(counts, parameters),
  };
}

const MANY_DIGITS = 80;
const MANY_SYMBOLS = 10;
const MANY_LINKS = 3;

function proseOf({ text, parts }: Seen): string {
  if (parts.length === 1) return parts[0]?.kind === 'prose' ? text : '';
  return parts
    .map((part) => (part.kind === 'fenced' || part.kind === 'indented' ? '' : text.slice(part.start, part.end)))
    .join('');
}

/** Nothing that could be an answer: no letter, digit or code, or one of the words that stand for one. */
function placeholder({ text, lower, measure: counts }: Seen): number {
  if (counts.code > 0) return 0;
  if (counts.letters + counts.digits === 0) return counts.symbols >= 1 && !DOTS.test(text) ? 0 : 1;
  if (text.length > 60) return 0;
  const bare = lower.replace(/[^\p{L}\p{N}]/gu, '');
  return PLACEHOLDERS.has(bare) || KEYBOARD.test(bare) || TEMPLATE.test(text.trim()) ? 1 : 0;
}

// 👍 and ♥ can be answers, … and ??? cannot.
const DOTS = /^[\s.…·?!\-_*~,;:/|]*$/;
const TEMPLATE =
  /^(?:\{\{[^{}]*\}\}|<(?:answer|response|output|답변)>|\[(?:answer|response|output|답변|내용)[^\]]*\])$/i;

function tooShort(answer: Seen, question: Seen, parameters: QualityParameters): number {
  const counts = answer.measure;
  if (counts.code > 0 || counts.digits > 0 || counts.structure > 0 || /[:/@]/.test(answer.text)) return 0;
  if (counts.letters + counts.wide >= parameters.explainedLetters) return 0;
  return ASKS_TO_EXPLAIN.test(question.lower) && !ASKS_FOR_LANGUAGE.test(question.lower) ? 1 : 0;
}

const OPENING = 300;

function refusal(answer: Seen, question: Seen): number {
  const opening = answer.lower.slice(0, OPENING);
  const length = answer.measure.letters + answer.measure.wide;
  if (said(REFUSALS, opening, answer) > 0) {
    // A long answer behind it is an answer with a reserve.
    return answer.measure.code > 40 || length > 600 ? 0.4 : 1;
  }
  if (said(APOLOGIES, opening, answer) === 0 || ASKS_WHETHER.test(question.lower)) return 0;
  return answer.measure.code > 0 || length > 150 ? 0.4 : 1;
}

// What a page leaves stands around its text.
const EDGE = 600;

function boilerplate(answer: Seen, question: Seen): number {
  const { lower } = answer;
  if (said(OTHER_MODELS, lower, answer, question.lower) > 0) return 1;
  const edges = lower.length > 2 * EDGE ? `${lower.slice(0, EDGE)}\n${lower.slice(-EDGE)}` : lower;
  const leftovers = said(PAGE_LEFTOVERS, edges, answer, question.lower);
  if (leftovers > 0) return leftovers > 1 ? 1 : 0.7;
  return CLOSINGS.test(lower.slice(-200)) ? 0.3 : 0;
}

/** How many of the phrases the text has that the question does not have too. */
function said(phrases: Phrases, text: string, { language }: Seen, question = ''): number {
  let count = 0;
  const look = (phrase: RegExp): void => {
    if (phrase.test(text) && !(question !== '' && phrase.test(question))) count++;
  };
  if (language.shares.hangul > 0) phrases.korean.forEach(look);
  if (language.shares.latin > 0) phrases.english.forEach(look);
  return count;
}

const LEAST_ECHO = 12;

/** The question again, or the question and hardly more. */
function echo(answer: Seen, question: Seen): number {
  const asked = question.measure.letters;
  if (asked < LEAST_ECHO || answer.measure.letters < asked * 0.9 || answer.measure.letters > asked * 1.25) return 0;
  const bare = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, '');
  return bare(answer.lower).startsWith(bare(question.lower)) ? 1 : 0;
}

const LEAST_LETTERS = 20;

/** Another language than the question's, unless the question or the system turn asks for one. */
function wrongLanguage(answer: Seen, question: Seen, system: string): number {
  const found = answer.language;
  const asked = question.language;
  if (found.letters < LEAST_LETTERS || asked.letters === 0) return 0;
  const foreign = found.shares.han + found.shares.kana + found.shares.other;
  const foreignAsked = asked.shares.han + asked.shares.kana + asked.shares.other;
  const strange = foreign > 0.15 && foreignAsked < 0.02;
  const swapped =
    (asked.language === 'ko' && found.shares.hangul < 0.1 && makesSentences(answer)) ||
    (asked.language === 'en' && found.shares.hangul > 0.5);
  if (!strange && !swapped) return 0;
  return ASKS_FOR_LANGUAGE.test(question.lower) || ASKS_FOR_LANGUAGE.test(system.toLowerCase()) ? 0 : 1;
}

/** Commands, names and settings are Latin in every language. */
function makesSentences({ lower, language }: Seen): boolean {
  return language.language === 'other' || (lower.match(SENTENCE_WORDS)?.length ?? 0) >= 2;
}

const SENTENCE_WORDS = /\b(?:the|is|are|a|an|to|of|and|you|it|in|that|this|for|with|can)\b/g;

const LONG_ANSWER = 300;

function truncated(answer: Seen): number {
  const ending = endingOf(answer.text, answer.parts);
  if (ending !== 'unsure') return ending === 'cut' ? 1 : 0;
  // Short answers in a hurry have no full stop; a long one was cut by its limit.
  return answer.measure.letters + answer.measure.wide >= LONG_ANSWER ? 0.9 : 0.5;
}

function characterRun(counts: Measure, parameters: QualityParameters): number {
  const all = counts.letters + counts.digits + counts.symbols + counts.code;
  return counts.inRuns === 0 ? 0 : along(parameters.characterRun, counts.inRuns / Math.max(1, all));
}

function symbols(counts: Measure, parameters: QualityParameters): number {
  if (counts.symbols < MANY_SYMBOLS) return 0;
  return along(parameters.symbols, counts.symbols / (counts.letters + counts.digits + counts.symbols));
}

function links(answer: Seen, parameters: QualityParameters): number {
  if (answer.measure.addresses < MANY_LINKS) return 0;
  return along(parameters.links, answer.measure.inAddresses / answer.text.length);
}

function broken(counts: Measure, parameters: QualityParameters): number {
  if (counts.broken === 0) return 0;
  return along(parameters.broken, (counts.broken / Math.max(1, counts.letters + counts.broken)) * 1000);
}
