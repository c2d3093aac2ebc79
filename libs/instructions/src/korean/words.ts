import { KOREAN_RELATIONS, type Definitions, type Parameters } from '../parameters.ts';
import { literal, occurrences } from '../python-text.ts';

const PARTICLES =
  '들|은|는|이|가|을|를|의|에|에서|에게|께|께서|한테|더러|로|으로|로서|으로서|로써|으로써|와|과|랑|이랑|하고|도|만|까지|부터|마다|조차|마저|밖에|보다|처럼|만큼|대로|뿐|이나|나|이라도|라도|이란|란|든지|이든지|요';
// 이다, 하다, 되다 and 시키다 behind a noun, in any form.
const PREDICATES =
  '(?:입니|이에요|예요|이[다고며라면지므]|이었|였|인|일|임|라[는고]|하|한|할|함|합|해|했|되|된|될|됨|됩|돼|됐|시[키켜켰킨킬])[가-힣]*';

/** Not within another word; behind it particles, or what makes a predicate of a noun: 배포를, 배포합니다, but not 재배포. */
function inflected(word: string): RegExp {
  return new RegExp(
    `(?<![\\p{L}\\p{N}_])${literal(word.normalize('NFC'))}(?:(?:${PARTICLES}){0,4}|${PREDICATES})(?![\\p{L}\\p{N}_])`,
    'giu',
  );
}

const patternsOf = (given: Parameters, name: string): RegExp[] =>
  given.texts(name).map((word) => inflected(word.trim()));

export const WORDS: Definitions = {
  'ko:keywords': (given) => {
    const patterns = patternsOf(given, 'keywords');
    return (answer) => patterns.every((pattern) => occurrences(pattern, answer) > 0);
  },
  'ko:keyword_frequency': (given) => {
    const pattern = inflected(given.text('keyword'));
    const enough = given.amount('frequency', KOREAN_RELATIONS);
    return (answer) => enough(occurrences(pattern, answer));
  },
  'ko:forbidden_words': (given) => {
    const patterns = patternsOf(given, 'forbidden_words');
    return (answer) => patterns.every((pattern) => occurrences(pattern, answer) === 0);
  },
  /** Hangul, and no letter of another script. Digits and marks are no letters. */
  'ko:only_hangul': () => (answer) => /\p{Script=Hangul}/u.test(answer) && !/[^\P{L}\p{Script=Hangul}]/u.test(answer),
  'ko:no_latin_letters': () => (answer) => !/\p{Script=Latin}/u.test(answer),
};
