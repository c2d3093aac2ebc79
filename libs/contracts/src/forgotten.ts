import { AppError } from './app-error.ts';
import type { Forgotten } from './generated/forgotten.ts';
import { checkForgotten } from './schemas.ts';

/**
 * What data/forgotten.jsonl lists.
 *
 * @throws AppError `data.invalid` naming file and line: what cannot be read may be what somebody wants forgotten
 */
export function forgottenIn(text: string, path: string): Forgotten[] {
  return text.split('\n').flatMap((line, at) => (line.trim() === '' ? [] : [parsed(line, `${path}:${at + 1}`)]));
}

function parsed(line: string, where: string): Forgotten {
  const hint = 'Mend or take out the line. Nothing is built or exported from what may be forgotten.';
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new AppError('data.invalid', `${where}: is not JSON.`, { hint, cause });
  }
  const checked = checkForgotten(value);
  if (checked.ok) return checked.value;
  const [problem] = checked.problems;
  throw new AppError('data.invalid', `${where}: ${problem?.field ?? ''} ${problem?.message ?? ''}`, { hint });
}
