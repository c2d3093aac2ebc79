import { isJson } from '../json.ts';
import type { Definitions } from '../parameters.ts';
import { LINE_START, literal, occurrences, SPACE, strip } from '../python-text.ts';

const STAR_BULLET = new RegExp(`${LINE_START}${SPACE}*\\*[^*][^\\n]*`, 'g');
const DASH_BULLET = new RegExp(`${LINE_START}${SPACE}*-[^\\n]*`, 'g');
const HIGHLIGHT = /\*[^\n*]*\*/g;
const DOUBLE_HIGHLIGHT = /\*\*[^\n*]*\*\*/g;
const TITLE = /<<[^\n]+>>/g;
const CONSTRAINED = ['My answer is yes.', 'My answer is no.', 'My answer is maybe.'];

export const FORMAT: Definitions = {
  'detectable_format:number_bullet_lists': (given) => {
    const wanted = given.count('num_bullets');
    return (answer) => occurrences(STAR_BULLET, answer) + occurrences(DASH_BULLET, answer) === wanted;
  },
  'detectable_format:constrained_response': () => (answer) => CONSTRAINED.some((option) => answer.includes(option)),
  'detectable_format:number_highlighted_sections': (given) => {
    const wanted = given.count('num_highlights');
    return (answer) => highlights(answer) >= wanted;
  },
  'detectable_format:multiple_sections': (given) => {
    const splitter = literal(given.text('section_spliter'));
    const pattern = new RegExp(`${SPACE}?${splitter}${SPACE}?\\p{Nd}+${SPACE}?`, 'gu');
    const wanted = given.count('num_sections');
    return (answer) => occurrences(pattern, answer) >= wanted;
  },
  'detectable_format:json_format': () => isJson,
  'detectable_format:title': () => (answer) =>
    (answer.match(TITLE) ?? []).some((title) => strip(title.replace(/^<+|>+$/g, '')) !== ''),
  'combination:two_responses': () => (answer) => {
    const responses = answer.split('******').map(strip);
    const [first, second, ...others] = responses.filter(Boolean);
    return !responses.slice(1, -1).includes('') && others.length === 0 && second !== undefined && first !== second;
  },
  'combination:repeat_prompt': (given) => {
    const prompt = strip(given.text('prompt_to_repeat')).toLowerCase();
    return (answer) => strip(answer).toLowerCase().startsWith(prompt);
  },
  'startend:end_checker': (given) => {
    const end = strip(given.text('end_phrase')).toLowerCase();
    return (answer) =>
      strip(answer)
        .replace(/^"+|"+$/g, '')
        .toLowerCase()
        .endsWith(end);
  },
  'startend:quotation': () => (answer) => /^"[^]*"$/.test(strip(answer)),
  'punctuation:no_comma': () => (answer) => !answer.includes(','),
};

/** Bold counts twice where single asterisks match in it too: as in the original. */
function highlights(answer: string): number {
  const single = (answer.match(HIGHLIGHT) ?? []).filter((found) => strip(found.replace(/^\*+|\*+$/g, '')) !== '');
  const double = (answer.match(DOUBLE_HIGHLIGHT) ?? []).filter((found) => strip(found.slice(2, -2)) !== '');
  return single.length + double.length;
}
