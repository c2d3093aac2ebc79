import { isJson, jsonOf } from '../json.ts';
import type { Definitions } from '../parameters.ts';
import { literal } from '../python-text.ts';

const LETTERS = '가나다라마바사아자차카타파하';

export const FORMS: Definitions = {
  /** 삼행시: as many lines as syllables, each beginning with its own. Empty lines do not count. */
  'ko:acrostic': (given) => {
    const syllables = given.text('syllables').normalize('NFC');
    if (!/^[가-힣]+$/.test(syllables)) throw given.wrong('syllables', 'syllables of Hangul');
    return (answer) => {
      const lines = answer.split('\n').map((line) => line.trim());
      return lines.map((line) => line.charAt(0)).join('') === syllables;
    };
  },
  /** A list of 가., 나., 다. in this order, so many items long. */
  'ko:lettered_list': (given) => {
    const wanted = LETTERS.slice(0, given.count('num_items'));
    return (answer) =>
      Array.from(answer.matchAll(/^[^\S\n]*([가-하])\.[^\S\n]*\S/gm), ([, letter]) => letter).join('') === wanted;
  },
  /** A list of 1., 2., 3. in this order, so many items long. */
  'ko:numbered_list': (given) => {
    const wanted = Array.from({ length: given.count('num_items') }, (_, at) => at + 1).join();
    return (answer) =>
      Array.from(answer.matchAll(/^[^\S\n]*(\d{1,3})[.)][^\S\n]+\S/gm), ([, number]) => number).join() === wanted;
  },
  'ko:starts_with': (given) => {
    const phrase = given.text('phrase').normalize('NFC');
    return (answer) => answer.trim().startsWith(phrase);
  },
  'ko:ends_with': (given) => {
    const phrase = given.text('phrase').normalize('NFC');
    return (answer) => answer.trim().endsWith(phrase);
  },
  'ko:json': () => isJson,
  /** A JSON object with these keys and no other. */
  'ko:json_object': (given) => {
    const keys = sorted(given.texts('keys').map((key) => key.normalize('NFC')));
    return (answer) => {
      const value = jsonOf(answer)?.value;
      const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
      return isObject && sorted(Object.keys(value)) === keys;
    };
  },
  'ko:title': () => (answer) => /《[^\n《》]*[^\s《》][^\n《》]*》/.test(answer),
  /** A line that begins with the mark, 추신 unless told otherwise, and a colon. */
  'ko:postscript': (given) => {
    const marker = literal(
      given
        .text('postscript_marker', '추신')
        .normalize('NFC')
        .replace(/[:：]$/, ''),
    );
    const pattern = new RegExp(`^[^\\S\\n]*${marker}[^\\S\\n]*[:：][^\\S\\n]*\\S`, 'm');
    return (answer) => pattern.test(answer);
  },
  /** Two different answers with five asterisks between them. */
  'ko:two_responses': () => (answer) => {
    const [first, second, ...others] = answer.split(/(?<!\*)\*{5}(?!\*)/).map((response) => response.trim());
    return first !== '' && second !== '' && second !== undefined && others.length === 0 && first !== second;
  },
  /** One of the options and nothing else; a full stop behind it is allowed. */
  'ko:constrained_response': (given) => {
    const options = given.texts('options', 2).map((option) => option.trim().normalize('NFC'));
    return (answer) => options.includes(answer.trim()) || options.includes(answer.trim().replace(/\.$/, ''));
  },
  'ko:no_comma': () => (answer) => !/[,，、]/.test(answer),
};

const sorted = (texts: readonly string[]): string => JSON.stringify([...texts].sort());
