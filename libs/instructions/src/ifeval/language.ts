import { languageOf } from '@naru/language';

import { RELATIONS, type Definitions } from '../parameters.ts';
import { occurrences } from '../python-text.ts';

// A word with its hyphens and apostrophes, and what is not a space where there are digits: "GPU-2" is one.
const CAPITAL_WORD =
  /(?<![\p{L}\p{N}])(?=[\p{N}'’-]*\p{Lu})(?:[\p{Lu}\p{N}]|['’-](?=[\p{Lu}\p{N}]))+(?![\p{L}\p{N}])/gu;

/**
 * Told by langdetect, a model, or by NLTK's tokenizers there; by `@naru/language` and by capitals and small letters here.
 * `response_language` knows Korean and English.
 */
export const LANGUAGE: Definitions = {
  'language:response_language': (given) => {
    const language = given.oneOf('language', ['ko', 'en']);
    return (answer) => isIn(language, answer);
  },
  'change_case:english_capital': () => (answer) =>
    /\p{Lu}/u.test(answer) && !/[\p{Ll}\p{Lt}]/u.test(answer) && isIn('en', answer.toLowerCase()),
  'change_case:english_lowercase': () => (answer) =>
    /\p{Ll}/u.test(answer) && !/[\p{Lu}\p{Lt}]/u.test(answer) && isIn('en', answer),
  'change_case:capital_word_frequency': (given) => {
    const enough = given.amount('capital_frequency', RELATIONS, 'capital_relation');
    return (answer) => enough(occurrences(CAPITAL_WORD, answer));
  },
};

/** A text without a letter is in any language, as in the original. */
function isIn(language: 'ko' | 'en', answer: string): boolean {
  const found = languageOf(answer);
  return found.letters === 0 || found.language === language;
}
