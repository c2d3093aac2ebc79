// Owns cutting growing Markdown into top-level blocks, so that only the last one is read again.
// Does not know how a block is rendered.

export interface Blocks {
  /** The whole text that the blocks make up. */
  readonly text: string;
  readonly parts: readonly string[];
}

export const NO_BLOCKS: Blocks = { text: '', parts: [] };

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const MATH_FENCE = /^ {0,3}\$\$/;
const LIST_ITEM = /^ {0,3}(?:[-*+]|\d{1,9}[.)])(?:\s|$)/;
const DEFINITION = /^ {0,3}\[[^\]]+\]:/m;

/**
 * Cuts at blank lines outside code and math; a list with blank lines inside stays whole.
 * When the text only grew, all blocks but the last stay the same strings.
 */
export function growBlocks(previous: Blocks, text: string): Blocks {
  // A link definition or a footnote works across blocks.
  if (DEFINITION.test(text)) return { text, parts: [text] };
  const settled = text.startsWith(previous.text) ? previous.parts.slice(0, -1) : [];
  const start = settled.reduce((length, part) => length + part.length, 0);
  return { text, parts: [...settled, ...cut(text.slice(start))] };
}

/** The parts, joined, are the text again: blank lines stay at the end of the block before them. */
function cut(text: string): string[] {
  const parts: string[] = [];
  let part = '';
  let blank = false;
  let inside: ((line: string) => boolean) | null = null;
  for (const line of text.split(/(?<=\n)/)) {
    if (inside) {
      if (inside(line)) inside = null;
    } else if (line.trim() === '') {
      blank = part !== '';
    } else {
      if (blank && !staysInList(part, line)) {
        parts.push(part);
        part = '';
      }
      blank = false;
      inside = opened(line);
    }
    part += line;
  }
  return part === '' ? parts : [...parts, part];
}

function staysInList(part: string, line: string): boolean {
  return LIST_ITEM.test(part) && (LIST_ITEM.test(line) || /^\s{2,}\S/.test(line));
}

/** What closes the fence that this line opens; null when it opens none. */
function opened(line: string): ((line: string) => boolean) | null {
  const fence = FENCE.exec(line)?.[1];
  if (fence !== undefined) {
    const end = new RegExp(`^ {0,3}${fence.startsWith('`') ? '`' : '~'}{${fence.length},}\\s*$`);
    return (later) => end.test(later);
  }
  if (MATH_FENCE.test(line) && !/\$\$.*\$\$/.test(line)) return (later) => later.includes('$$');
  return null;
}
