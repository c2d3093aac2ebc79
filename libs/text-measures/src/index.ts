// Owns numbers about one answer, alone or beside references.
// Does not know models, items, sets of questions or gates.
export { bleu, type BleuOptions } from './overlap/bleu.ts';
export { chrf, type ChrfOptions } from './overlap/chrf.ts';
export { type CountedMeasure, type Counts } from './overlap/counted-measure.ts';
export { rouge, type Rouge } from './overlap/rouge.ts';
export { type RougeTokens } from './overlap/rouge-tokens.ts';
