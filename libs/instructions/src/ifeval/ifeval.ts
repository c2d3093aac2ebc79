import type { Definitions } from '../parameters.ts';
import { CONTENT } from './content.ts';
import { FORMAT } from './format.ts';
import { KEYWORDS } from './keywords.ts';
import { LANGUAGE } from './language.ts';
import { LENGTH } from './length.ts';

/**
 * The 25 instructions of IFEval, by their ids there. 20 give what its checkers give; the five of `LANGUAGE` and
 * `number_sentences` need data or models there that are downloads, and have a definition of ours.
 */
export const IFEVAL: Definitions = { ...KEYWORDS, ...LENGTH, ...CONTENT, ...FORMAT, ...LANGUAGE };
