// Owns what can be seen of a text without a model: its language, where prose and where code stands, the letters of
// Hangul. Does not know what the text is for, and changes nothing.
export { isJamo, isSyllable, toJamo } from './hangul.ts';
export { hangulShare, languageOf, type Language, type LanguageFound, type Shares } from './language-of.ts';
export { partsOf, type Part } from './parts.ts';
