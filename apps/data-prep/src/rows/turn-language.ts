import { languageOf, partsOf, type LanguageFound, type Part } from '@naru/language';

import type { Message } from './row.ts';

/** Where code stands in a turn, and which language its prose is in. */
export interface TurnLanguage {
  readonly parts: readonly Part[];
  readonly language: LanguageFound;
}

const known = new WeakMap<Message, TurnLanguage>();

/** Looked at once, however many steps ask: a turn that no step changes is the same object for all of them. */
export function turnLanguage(message: Message): TurnLanguage {
  const before = known.get(message);
  if (before !== undefined) return before;
  const parts = partsOf(message.content);
  const found = { parts, language: languageOf(message.content, parts) };
  known.set(message, found);
  return found;
}
