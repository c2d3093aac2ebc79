import { KOREAN_RELATIONS, type Definitions } from '../parameters.ts';
import { occurrences } from '../python-text.ts';
import { sentencesOf } from '../sentences.ts';

export const AMOUNTS: Definitions = {
  /** Whole syllables of Hangul. */
  'ko:number_syllables': (given) => {
    const enough = given.amount('num_syllables', KOREAN_RELATIONS);
    return (answer) => enough(occurrences(/[가-힣]/g, answer));
  },
  /** 글자 수, 공백 포함 or 공백 제외. The ends of lines never count. */
  'ko:number_characters': (given) => {
    const enough = given.amount('num_characters', KOREAN_RELATIONS);
    const left = given.flag('spaces') ? /[\r\n]/g : /\s/g;
    return (answer) => enough(Array.from(answer.trim().replace(left, '')).length);
  },
  /** 어절: what stands between spaces and has a letter or a digit. */
  'ko:number_eojeol': (given) => {
    const enough = given.amount('num_eojeol', KOREAN_RELATIONS);
    return (answer) => enough(answer.split(/\s+/).filter((piece) => /[\p{L}\p{N}]/u.test(piece)).length);
  },
  'ko:number_sentences': (given) => {
    const enough = given.amount('num_sentences', KOREAN_RELATIONS);
    return (answer) => enough(sentencesOf(answer).length);
  },
  /** Paragraphs stand apart by an empty line. */
  'ko:number_paragraphs': (given) => {
    const wanted = given.count('num_paragraphs');
    return (answer) => answer.split(/\n[^\S\n]*\n/).filter((paragraph) => paragraph.trim() !== '').length === wanted;
  },
};
