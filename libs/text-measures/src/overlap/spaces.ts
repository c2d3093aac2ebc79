// What Python calls whitespace, so that words are those of the references: U+001C to U+001F and U+0085 too, but not
// the byte order mark that JavaScript counts.
const SPACE = '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const SPACES = new RegExp(`[${SPACE}]+`, 'g');

/** Python's `text.split()`. */
export function wordsOf(text: string): string[] {
  return text.split(SPACES).filter((word) => word !== '');
}

export function withoutSpaces(text: string): string {
  return text.replace(SPACES, '');
}

/** Python's `text.rstrip()`. */
export function withoutEndingSpaces(text: string): string {
  let end = text.length;
  while (end > 0 && withoutSpaces(text.charAt(end - 1)) === '') end -= 1;
  return text.slice(0, end);
}
