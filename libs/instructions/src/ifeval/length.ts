import { RELATIONS, type Definitions } from '../parameters.ts';
import { firstPiece, occurrences, SPACE, strip, WORD } from '../python-text.ts';
import { sentencesOf } from '../sentences.ts';

const WORDS = new RegExp(`${WORD}+`, 'gu');
const DIVIDER = new RegExp(`${SPACE}?\\*\\*\\*${SPACE}?`);
const ENDS_WORD = /[.,?!'"]/;

export const LENGTH: Definitions = {
  'length_constraints:number_words': (given) => {
    const enough = given.amount('num_words', RELATIONS);
    return (answer) => enough(occurrences(WORDS, answer));
  },
  'length_constraints:number_sentences': (given) => {
    const enough = given.amount('num_sentences', RELATIONS);
    return (answer) => enough(sentencesOf(answer).length);
  },
  'length_constraints:number_paragraphs': (given) => {
    const wanted = given.count('num_paragraphs');
    return (answer) => {
      const paragraphs = answer.split(DIVIDER).map(strip);
      // Nothing may stand before the first divider and behind the last, but not between two.
      if (paragraphs.slice(1, -1).includes('')) return false;
      return paragraphs.filter(Boolean).length === wanted;
    };
  },
  'length_constraints:nth_paragraph_first_word': (given) => {
    const wanted = given.count('num_paragraphs');
    const nth = given.count('nth_paragraph');
    if (nth > wanted) throw given.wrong('nth_paragraph', `at most "num_paragraphs", ${wanted}`);
    const word = given.text('first_word').toLowerCase();
    return (answer) => {
      const paragraphs = answer.split('\n\n').map(strip);
      return paragraphs.filter(Boolean).length === wanted && firstWord(paragraphs[nth - 1] ?? '') === word;
    };
  },
};

/** Without the quotation marks before it and the marks behind it, in lower case. */
function firstWord(paragraph: string): string {
  const word = firstPiece(paragraph).replace(/^'+/, '').replace(/^"+/, '');
  return (word.split(ENDS_WORD)[0] ?? '').toLowerCase();
}
