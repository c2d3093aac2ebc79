// What IFEval's checkers, which are Python, take for white space, a letter of a word and the end of a line. JavaScript's
// \s, \w, \b, ^ and $ differ from Python's where a text is not ASCII.

const SPACES = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

/** Python's \s. */
export const SPACE = `[${SPACES}]`;
/** Python's \w. */
export const WORD = '[\\p{L}\\p{N}_]';
/** Python's \b. */
const BOUNDARY = `(?:(?<=${WORD})(?!${WORD})|(?<!${WORD})(?=${WORD}))`;
/** Python's ^ under MULTILINE. */
export const LINE_START = '(?<![^\\n])';

const AROUND = new RegExp(`^${SPACE}+|${SPACE}+$`, 'g');
const BETWEEN = new RegExp(`${SPACE}+`);

/** Python's str.strip(). */
export const strip = (text: string): string => text.replace(AROUND, '');

/** The first of Python's str.split(). */
export const firstPiece = (text: string): string => strip(text).split(BETWEEN)[0] ?? '';

/** How often the pattern stands in the text. */
export const occurrences = (pattern: RegExp, text: string): number => text.match(pattern)?.length ?? 0;

/** A text as a pattern that matches it and nothing else. */
export const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

const BEGINS_AS_WORD = new RegExp(`^${WORD}`, 'u');
const ENDS_AS_WORD = new RegExp(`${WORD}$`, 'u');

/** The text as a word of its own; what begins or ends with a mark, such as "C++", needs no boundary there. */
export function wholeWord(text: string): string {
  const before = BEGINS_AS_WORD.test(text) ? BOUNDARY : '';
  const behind = ENDS_AS_WORD.test(text) ? BOUNDARY : '';
  return before + literal(text) + behind;
}
