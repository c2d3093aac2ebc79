import { registerOf, type SpeechLevel } from '@naru/text-measures';

import type { Definition } from '../parameters.ts';

// 존댓말 is 합쇼체 and 해요체; 반말 is 해체 and 해라체.
const LEVELS = {
  polite: ['hapsyo', 'haeyo'],
  hapsyo: ['hapsyo'],
  haeyo: ['haeyo'],
  plain: ['haera', 'hae'],
} as const satisfies Record<string, readonly SpeechLevel[]>;

const REGISTERS = ['polite', 'hapsyo', 'haeyo', 'plain'] as const;

/** At least one sentence speaks in the register and none in another. */
export const registerDefinition: Definition = (given) => {
  const allowed = LEVELS[given.oneOf('register', REGISTERS)];
  return (answer) => {
    const { levels, sentences } = registerOf(answer);
    return sentences > 0 && allowed.reduce((sum, level) => sum + levels[level], 0) === sentences;
  };
};
