interface Template {
  readonly before: string;
  readonly after: string;
}

const CONTENT = '"content":';
const LITERAL = /"(?:[^"\\]|\\.)*"/y;
const PROBE = '\u0001probe\u0001';

/**
 * Reads the events of an answer that differ in nothing but their text, as nearly all of one answer do, without parsing
 * the whole of each: what stands before and after the text is compared with an event that was parsed.
 */
export class PlainDeltas {
  #template: Template | undefined;

  /** The text of an event's data; undefined where it has to be parsed. */
  textOf(data: string): string | undefined {
    const template = this.#template;
    if (template === undefined) return undefined;
    const { before, after } = template;
    const end = data.length - after.length;
    if (end <= before.length || !data.startsWith(before) || !data.endsWith(after)) return undefined;
    if (literalEnd(data, before.length) !== end) return undefined;
    return stringIn(data.slice(before.length, end));
  }

  /** @param isPlain whether so parsed an event is text and nothing else */
  learn(data: string, isPlain: (parsed: object, text: string) => boolean): void {
    const at = data.indexOf(CONTENT) + CONTENT.length;
    if (at < CONTENT.length) return;
    const end = literalEnd(data, at);
    if (end === undefined) return;
    const [before, after] = [data.slice(0, at), data.slice(end)];
    const probed: unknown = JSON.parse(`${before}${JSON.stringify(PROBE)}${after}`);
    if (isPlain(probed as object, PROBE)) this.#template = { before, after };
  }
}

function literalEnd(data: string, from: number): number | undefined {
  LITERAL.lastIndex = from;
  return LITERAL.test(data) ? LITERAL.lastIndex : undefined;
}

function stringIn(literal: string): string | undefined {
  if (!literal.includes('\\')) return hasControl(literal) ? undefined : literal.slice(1, -1);
  try {
    return JSON.parse(literal) as string;
  } catch {
    return undefined;
  }
}

/** What JSON does not allow within a string. */
const hasControl = (literal: string): boolean => /[\u0000-\u001f]/.test(literal);
