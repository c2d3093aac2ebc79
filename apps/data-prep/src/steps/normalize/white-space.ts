const LINE_ENDS = /\r\n?|[\u000b\u000c\u0085\u2028\u2029]/g;
const SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g;
// The look-behind starts at a run's first space only: without it a long run costs its square.
const TRAILING = /(?<![ \t])[ \t]+(?=\n)/g;
const BLANK_LINES = /\n{3,}/g;
const FIRST_LINES = /^[ \t\n]*\n/;

/** Where the piece stands in its text. */
export interface Place {
  readonly first: boolean;
  readonly last: boolean;
}

/** One kind of line end and of space, nothing behind a line, one blank line at most, none around the text. */
export function tidyWhiteSpace(piece: string, place: Place): { text: string; places: number } {
  let places = 0;
  const by = (replacement: string) => (): string => {
    places++;
    return replacement;
  };
  let text = piece
    .replace(LINE_ENDS, by('\n'))
    .replace(SPACES, by(' '))
    .replace(TRAILING, by(''))
    .replace(BLANK_LINES, by('\n\n'));
  if (place.first) text = text.replace(FIRST_LINES, by(''));
  if (place.last && text !== text.trimEnd()) {
    text = text.trimEnd();
    places++;
  }
  return { text, places };
}
