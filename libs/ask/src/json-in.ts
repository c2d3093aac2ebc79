/**
 * The JSON object in an answer: alone, in a fence, after a model's thoughts, or amid words. Undefined where there is none
 * that is whole.
 */
export function jsonIn(answer: string): Readonly<Record<string, unknown>> | undefined {
  const text = withoutThoughts(answer);
  const from = text.indexOf('{');
  for (let to = text.lastIndexOf('}'); from !== -1 && to > from; to = text.lastIndexOf('}', to - 1)) {
    const found = parsed(text.slice(from, to + 1));
    if (found !== undefined) return found;
    if (text.length - to > MOST_TRAILING_CHARACTERS) return undefined;
  }
  return undefined;
}

const MOST_TRAILING_CHARACTERS = 2000;

/** What reasoning models write before their answer is no part of it. */
export const withoutThoughts = (text: string): string => text.replace(/^\s*<think>[\s\S]*?(?:<\/think>|$)/, '').trim();

function parsed(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
