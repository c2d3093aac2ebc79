import type { Definitions } from '../parameters.ts';
import { literal, occurrences, SPACE } from '../python-text.ts';

const PLACEHOLDER = /\[[^\n]*?\]/g;
const POSTSCRIPTS: Readonly<Record<string, RegExp>> = {
  'P.S.': new RegExp(`p\\.${SPACE}?s\\.`),
  'P.P.S': new RegExp(`p\\.${SPACE}?p\\.${SPACE}?s`),
};

export const CONTENT: Definitions = {
  'detectable_content:number_placeholders': (given) => {
    const wanted = given.count('num_placeholders');
    return (answer) => occurrences(PLACEHOLDER, answer) >= wanted;
  },
  'detectable_content:postscript': (given) => {
    const marker = given.text('postscript_marker');
    const pattern = POSTSCRIPTS[marker] ?? new RegExp(literal(marker.toLowerCase()));
    return (answer) => pattern.test(answer.toLowerCase());
  },
};
