import type { Definition, Definitions } from '../parameters.ts';
import { AMOUNTS } from './amounts.ts';
import { FORMS } from './forms.ts';
import { registerDefinition } from './register.ts';
import { WORDS } from './words.ts';

/** Counterparts in Korean of IFEval's instructions, and what only Korean has. Texts are compared in NFC. */
export const KOREAN: Definitions = composed({ ...AMOUNTS, ...WORDS, ...FORMS, 'ko:register': registerDefinition });

function composed(definitions: Definitions): Definitions {
  const inNfc =
    (definition: Definition): Definition =>
    (given) => {
      const follows = definition(given);
      return (answer) => follows(answer.normalize('NFC'));
    };
  return Object.fromEntries(Object.entries(definitions).map(([id, definition]) => [id, inNfc(definition)]));
}
