import type { Part } from './parts.ts';

const BACKTICK = 0x60;

/**
 * Prose with its inline code apart. Code ends at a run of as many backticks as it began with, in the same paragraph;
 * a run without such an end is prose.
 */
export function pushInline(parts: Part[], text: string, start: number, end: number): void {
  let prose = start;
  let paragraph = start;
  // Where the last run of each length in the paragraph is: searched for anew, a hostile text takes quadratic time.
  let last = new Map<number, number>();
  let index = text.indexOf('`', start);
  while (index !== -1 && index < end) {
    if (index >= paragraph) {
      paragraph = paragraphEnd(text, index, end);
      last = lastRuns(text, index, paragraph);
    }
    const length = runLength(text, index, end);
    if ((last.get(length) ?? index) <= index) {
      index = text.indexOf('`', index + length);
      continue;
    }
    const close = closing(text, index + length, length);
    if (prose < index) parts.push({ kind: 'prose', start: prose, end: index });
    prose = close + length;
    parts.push({ kind: 'inline', start: index, end: prose });
    index = text.indexOf('`', prose);
  }
  if (prose < end) parts.push({ kind: 'prose', start: prose, end });
}

function runLength(text: string, start: number, end: number): number {
  let index = start;
  while (index < end && text.charCodeAt(index) === BACKTICK) index++;
  return index - start;
}

function lastRuns(text: string, start: number, end: number): Map<number, number> {
  const last = new Map<number, number>();
  let index = text.indexOf('`', start);
  while (index !== -1 && index < end) {
    const length = runLength(text, index, end);
    last.set(length, index);
    index = text.indexOf('`', index + length);
  }
  return last;
}

/** The next run of the length, where there is one. */
function closing(text: string, from: number, length: number): number {
  let index = text.indexOf('`', from);
  for (;;) {
    const run = runLength(text, index, text.length);
    if (run === length) return index;
    index = text.indexOf('`', index + run);
  }
}

/** Where the next blank line begins. */
function paragraphEnd(text: string, from: number, end: number): number {
  let newlines = 0;
  for (let index = from; index < end; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x0a || (code === 0x0d && text.charCodeAt(index + 1) !== 0x0a)) {
      newlines++;
      if (newlines === 2) return index;
    } else if (code !== 0x20 && code !== 0x09 && code !== 0x0d) newlines = 0;
  }
  return end;
}
