import { stripVTControlCharacters } from 'node:util';

import measure from 'fast-string-truncated-width';

/** Cells that text takes on a terminal: Hangul takes two, also where it is stored decomposed. */
export function widthOf(text: string): number {
  return measure(text.normalize('NFC')).width;
}

/** Text cut to at most so many cells, with `…` where something is missing. */
export function clipped(text: string, cells: number): string {
  const composed = text.normalize('NFC');
  if (widthOf(composed) <= cells) return composed;
  const reset = composed.includes('\u001b') ? '\u001b[0m' : '';
  return `${composed.slice(0, fitting(composed, cells - 1))}…${reset}`;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** How much of a text fits into so many cells, as an index: no grapheme and no colour is cut. */
function fitting(text: string, cells: number): number {
  let index = 0;
  let used = 0;
  for (const [part, colour] of text.matchAll(/(\u001b\[[\d;]*m)|[^\u001b]+|\u001b/g)) {
    if (colour !== undefined) index += part.length;
    else {
      for (const { segment } of graphemes.segment(part)) {
        used += widthOf(segment);
        if (used > cells) return index;
        index += segment.length;
      }
    }
  }
  return index;
}

export function padded(text: string, cells: number, side: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, cells - widthOf(text)));
  return side === 'left' ? `${text}${space}` : `${space}${text}`;
}

/** Text from data or a model, without what would steer the terminal. */
export function printable(text: string): string {
  return stripVTControlCharacters(text).replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}

/** Text in lines of at most so many cells, broken at spaces where there are some. */
export function wrapped(text: string, cells: number): string[] {
  return text.split('\n').flatMap((line) => wrappedLine(line, Math.max(2, cells)));
}

function wrappedLine(line: string, cells: number): string[] {
  const lines: string[] = [];
  let rest = line.normalize('NFC');
  while (widthOf(rest) > cells) {
    const index = fitting(rest, cells);
    const space = rest.lastIndexOf(' ', index);
    const end = space > 0 ? space : Math.max(1, index);
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}
