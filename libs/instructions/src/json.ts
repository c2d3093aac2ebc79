import { strip } from './python-text.ts';

const OPENINGS = ['```json', '```Json', '```JSON', '```'];

/** The answer's JSON, in a fence or not; nothing where it is none. NaN and Infinity, which Python reads, are none. */
export function jsonOf(answer: string): { readonly value: unknown } | undefined {
  let text = strip(answer);
  for (const opening of OPENINGS) if (text.startsWith(opening)) text = text.slice(opening.length);
  if (text.endsWith('```')) text = text.slice(0, -3);
  try {
    return { value: JSON.parse(strip(text)) as unknown };
  } catch {
    return undefined;
  }
}

export const isJson = (answer: string): boolean => jsonOf(answer) !== undefined;
