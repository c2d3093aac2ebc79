/** A line of three or more backticks or tildes. */
export interface Fence {
  readonly mark: number;
  readonly length: number;
  /** Something stands behind the marks, such as a language; such a line opens and cannot close. */
  readonly info: boolean;
}

const BACKTICK = 0x60;
const TILDE = 0x7e;

/** The fence that the line is, behind indentation and quote marks; one that opens, behind a list mark too. */
export function fenceAt(text: string, start: number, end: number, role: 'opens' | 'closes'): Fence | undefined {
  let index = skipMarkers(text, start, end, role === 'opens');
  const mark = text.charCodeAt(index);
  if (mark !== BACKTICK && mark !== TILDE) return undefined;
  const first = index;
  while (index < end && text.charCodeAt(index) === mark) index++;
  const length = index - first;
  if (length < 3) return undefined;
  const info = text.slice(index, end);
  // Backticks behind backticks: inline code that fills a line.
  if (mark === BACKTICK && info.includes('`')) return undefined;
  return { mark, length, info: info.trim() !== '' };
}

function skipMarkers(text: string, start: number, end: number, inList: boolean): number {
  let index = start;
  let listMark = !inList;
  while (index < end) {
    const code = text.charCodeAt(index);
    if (code === 0x20 || code === 0x09 || code === 0x3e) index++;
    else if (!listMark && (code === 0x2d || code === 0x2a || code === 0x2b) && text.charCodeAt(index + 1) === 0x20) {
      listMark = true;
      index += 2;
    } else if (!listMark && code >= 0x30 && code <= 0x39) {
      const behind = afterNumber(text, index);
      if (behind === undefined) return index;
      listMark = true;
      index = behind;
    } else return index;
  }
  return index;
}

/** Behind `12. ` or `3) `. */
function afterNumber(text: string, start: number): number | undefined {
  let index = start;
  while (index < start + 9 && text.charCodeAt(index) >= 0x30 && text.charCodeAt(index) <= 0x39) index++;
  const mark = text.charCodeAt(index);
  return (mark === 0x2e || mark === 0x29) && text.charCodeAt(index + 1) === 0x20 ? index + 2 : undefined;
}
