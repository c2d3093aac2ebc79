import { languageOf, type Language } from '@naru/language';
import { sentencesOf } from './sentences.ts';

export interface AnswerLanguage {
  readonly language: Language;
  /** Letters outside of code and addresses. */
  readonly letters: number;
  /** Share of Hangul among them. */
  readonly hangul: number;
  /** Share of letters of a third script, such as 处 in 处리: what a model slips into. */
  readonly strayed: number;
  /** How often a sentence is in another language than the one before it. */
  readonly switches: number;
  /** Share of the text, a syllable for 2.5 letters, in sentences of another language than most of it is in. */
  readonly switched: number;
  /** Share of it in sentences of the question's language; nothing where the question shows no single one. */
  readonly asAsked?: number;
}

/**
 * The languages of an answer, sentence by sentence. Korean with English terms is Korean; lines of Latin that are too
 * short for a sentence, such as names, belong to no language.
 */
export function languageOfAnswer(answer: string, question = ''): AnswerLanguage {
  const { language, letters, shares } = languageOf(answer);
  const sentences = sentencesOf(answer).flatMap(({ text }) => {
    const found = languageOf(text);
    if (found.letters === 0 || isName(text, found.shares.latin)) return [];
    return [{ language: found.language, said: found.letters * (1 + (SYLLABLE - 1) * found.shares.hangul) }];
  });
  const inLanguage = new Map<Language, number>();
  for (const one of sentences) inLanguage.set(one.language, (inLanguage.get(one.language) ?? 0) + one.said);
  const all = sentences.reduce((sum, one) => sum + one.said, 0);
  const share = (count: number): number => (all === 0 ? 0 : count / all);
  const asked = question === '' ? 'other' : languageOf(question).language;
  return {
    language,
    letters,
    hangul: shares.hangul,
    strayed: shares.han + shares.kana + shares.other,
    switches: sentences.filter((one, at) => at > 0 && one.language !== sentences[at - 1]?.language).length,
    switched: share(all - Math.max(0, ...inLanguage.values())),
    ...(asked === 'ko' || asked === 'en' ? { asAsked: share(inLanguage.get(asked) ?? 0) } : {}),
  };
}

const SENTENCE_WORDS = 4;
// A syllable says as much as two to three letters, as @naru/language counts.
const SYLLABLE = 2.5;

function isName(text: string, latin: number): boolean {
  return latin === 1 && (text.match(/\p{L}+/gu)?.length ?? 0) < SENTENCE_WORDS;
}
