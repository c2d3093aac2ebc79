import { RELATIONS, type Definitions } from '../parameters.ts';
import { literal, occurrences, wholeWord } from '../python-text.ts';

const LETTER = /^[a-z]$/i;

// Keywords are patterns in the original; here they are texts, so that "C++" and "v1.2" mean themselves.
export const KEYWORDS: Definitions = {
  'keywords:existence': (given) => {
    const patterns = given.texts('keywords').map((word) => new RegExp(literal(word), 'iu'));
    return (answer) => patterns.every((pattern) => pattern.test(answer));
  },
  'keywords:frequency': (given) => {
    const pattern = new RegExp(literal(given.text('keyword')), 'giu');
    const enough = given.amount('frequency', RELATIONS);
    return (answer) => enough(occurrences(pattern, answer));
  },
  'keywords:forbidden_words': (given) => {
    const patterns = given.texts('forbidden_words').map((word) => new RegExp(wholeWord(word), 'iu'));
    return (answer) => !patterns.some((pattern) => pattern.test(answer));
  },
  'keywords:letter_frequency': (given) => {
    const letter = given.text('letter').toLowerCase();
    if (!LETTER.test(letter)) throw given.wrong('letter', 'a letter from a to z');
    const enough = given.amount('let_frequency', RELATIONS, 'let_relation');
    return (answer) => enough(answer.toLowerCase().split(letter).length - 1);
  },
};
