import { fenceAt, type Fence } from './fence.ts';
import { indentedCode } from './indented-code.ts';
import { pushInline } from './inline-code.ts';
import { afterLineEnd, lineEnd } from './lines.ts';

/** A stretch of a text, from `start` up to `end`. The parts of a text cover it without gaps. */
export interface Part {
  readonly kind: 'prose' | 'fenced' | 'inline' | 'indented';
  readonly start: number;
  readonly end: number;
  /** A fence that nothing closes; it goes to the end of the text. */
  readonly unclosed?: true;
}

/**
 * Where prose and where code stands, by CommonMark's rules for fences and inline code, also inside quotes and lists.
 * Marks belong to the code they enclose. Indented lines are code only where they look like it: people indent prose.
 */
export function partsOf(text: string): readonly Part[] {
  const fences = text.includes('```') || text.includes('~~~');
  const inline = text.includes('`');
  const indented = (text.includes('    ') || text.includes('\t')) && INDENTED.test(text);
  if (!fences && !inline && !indented) return text === '' ? [] : [{ kind: 'prose', start: 0, end: text.length }];

  const parts: Part[] = [];
  if (!fences && !indented) {
    pushProse(parts, text, 0, text.length, inline);
    return parts;
  }
  let prose = 0;
  for (const block of blocksOf(text, fences, indented)) {
    pushProse(parts, text, prose, block.start, inline);
    parts.push(block);
    prose = block.end;
  }
  pushProse(parts, text, prose, text.length, inline);
  return parts;
}

const INDENTED = /(?:^|[\n\r])(?: {4}|\t)/;

function pushProse(parts: Part[], text: string, start: number, end: number, inline: boolean): void {
  if (start >= end) return;
  if (inline) pushInline(parts, text, start, end);
  else parts.push({ kind: 'prose', start, end });
}

/** Fenced and indented blocks in their order. */
function blocksOf(text: string, fences: boolean, indented: boolean): Part[] {
  const blocks: Part[] = [];
  let fence: (Fence & { start: number }) | undefined;
  let line = 0;
  let blankBefore = true;
  let inList = false;
  while (line < text.length) {
    const end = lineEnd(text, line);
    const next = afterLineEnd(text, end);
    if (fence !== undefined) {
      if (closes(fence, fenceAt(text, line, end, 'closes'))) {
        blocks.push({ kind: 'fenced', start: fence.start, end });
        fence = undefined;
      }
      blankBefore = false;
      line = next;
      continue;
    }
    const opening = fences ? fenceAt(text, line, end, 'opens') : undefined;
    if (opening !== undefined) {
      fence = { ...opening, start: line };
      line = next;
      continue;
    }
    const blank = isBlank(text, line, end);
    if (!blank && !isIndent(text.charCodeAt(line))) inList = LIST_ITEM.test(text.slice(line, Math.min(end, line + 12)));
    const code = indented && blankBefore && !inList ? indentedCode(text, line) : undefined;
    if (code !== undefined) blocks.push({ kind: 'indented', start: line, end: code });
    blankBefore = blank;
    line = code === undefined ? next : afterLineEnd(text, code);
  }
  if (fence !== undefined) blocks.push({ kind: 'fenced', start: fence.start, end: text.length, unclosed: true });
  return blocks;
}

const LIST_ITEM = /^(?:[-*+•]|\d{1,9}[.)])[ \t]/;

function closes(open: Fence, found: Fence | undefined): boolean {
  return found !== undefined && found.mark === open.mark && found.length >= open.length && !found.info;
}

function isBlank(text: string, start: number, end: number): boolean {
  for (let index = start; index < end; index++) if (!isIndent(text.charCodeAt(index))) return false;
  return true;
}

function isIndent(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
