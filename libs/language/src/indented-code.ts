import { isJamo, isSyllable } from './hangul.ts';
import { afterLineEnd, lineEnd } from './lines.ts';

// What prose hardly has: an assignment, a call, a block, a command, a tag, an import.
const CODE_SIGN =
  /[;{}]\s*$|[=!<>]=|=>|->|::|\w\(|\w\s=\s\S|^\s*(?:\$|#!|\/\/|<\/?\w|import\s|from\s\w+\simport|def\s|class\s|function\s|return\b|const\s|let\s|var\s|SELECT\s)/m;

/** Where the indented code that begins here ends, or nothing where the lines are not plainly code. */
export function indentedCode(text: string, start: number): number | undefined {
  let end = start;
  let line = start;
  while (line < text.length && isIndented(text, line)) {
    end = lineEnd(text, line);
    line = afterLineEnd(text, end);
  }
  if (end === start) return undefined;
  const lines = text.slice(start, end);
  return CODE_SIGN.test(lines) && !mostlyHangul(lines) ? end : undefined;
}

function isIndented(text: string, line: number): boolean {
  return (
    (text.charCodeAt(line) === 0x09 || text.startsWith('    ', line)) &&
    text.slice(line, lineEnd(text, line)).trim() !== ''
  );
}

function mostlyHangul(text: string): boolean {
  let hangul = 0;
  let others = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (isSyllable(code) || isJamo(code)) hangul++;
    else if (code > 0x20) others++;
  }
  return hangul > others;
}
