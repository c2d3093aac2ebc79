// Owns numbers about one answer, alone, beside its question or beside references.
// Does not know models, items, sets of questions or gates.
export { isEmptyAnswer } from './faults/emptiness.ts';
export { refusalIn } from './faults/refusal.ts';
export { APOLOGIES, ASKS_WHETHER, REFUSALS, type Phrases } from './faults/refusal-phrases.ts';
export { longestRepeat, loopAtEnd, repeatedShare, type Loop } from './faults/repetition.ts';
export { templateLeaksIn, type TemplateLeak } from './faults/template-leak.ts';
export { unfinished } from './faults/unfinished.ts';
export { languageOfAnswer, type AnswerLanguage } from './manner/answer-language.ts';
export { registerOf, type Register } from './manner/register.ts';
export { speechLevelOf, type SpeechLevel } from './manner/speech-level.ts';
export { bleu, type BleuOptions } from './overlap/bleu.ts';
export { chrf, type ChrfOptions } from './overlap/chrf.ts';
export { type CountedMeasure, type Counts } from './overlap/counted-measure.ts';
export { rouge, type Rouge } from './overlap/rouge.ts';
export { type RougeTokens } from './overlap/rouge-tokens.ts';
