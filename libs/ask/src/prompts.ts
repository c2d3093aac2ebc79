import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { AppError } from '@naru/contracts';

import type { Turn } from './chat-model.ts';

/** A prompt as a file: what the system is told, then after a line `---` what the user asks. */
export interface Prompt {
  /** `answer.ko`, as the file is named. */
  readonly name: string;
  readonly sha256: string;
  readonly system: string;
  readonly user: string;
}

/** The prompt `<name>.md` of a folder, whose URL ends with a slash. @throws AppError `config.invalid` where there is none */
export function readPromptIn(folder: URL, name: string): Prompt {
  const path = new URL(`${name}.md`, folder);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError('config.invalid', `There is no prompt ${fileURLToPath(path)}.`, { cause });
  }
  const [system = '', ...user] = text.split(/^---$/m);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { name, sha256, system: system.trim(), user: user.join('---').trim() };
}

/** The turns with `{name}` replaced, in one pass: what a value holds is never looked into. */
export function turnsOf({ system, user }: Prompt, values: Readonly<Record<string, string>>): Turn[] {
  const filled = (text: string): string => text.replace(/\{([a-z]+)\}/g, (all, name: string) => values[name] ?? all);
  return [
    { role: 'system', content: filled(system) },
    { role: 'user', content: filled(user) },
  ];
}

/** `answer.ko@1a2b3c4d`: what is kept of the prompt that something came from. */
export const promptId = ({ name, sha256 }: Prompt): string => `${name}@${sha256.slice(0, ID_DIGITS)}`;

const ID_DIGITS = 16;
