const ABBREVIATIONS = new Set(
  'mr mrs ms dr prof st jr sr vs etc e.g i.e no vol fig inc ltd co corp approx dept est a.m p.m u.s u.k ph.d'.split(
    ' ',
  ),
);
// A mark that ends sentences, with the quotation marks and brackets behind it, before white space.
const END = /(?:[.!?…。！？]+)["'”’)\]」』》]*(?=\s|$)/gu;
const LIST_MARK = /^\s*(?:[-*+•]\s+|(?:\d{1,3}|[a-zA-Z가-하])[.)]\s+)+/;

/**
 * The sentences of a text: they end at `.`, `!`, `?` or `…` before white space, and at the end of a line. Abbreviations
 * and initials end none, marks of lists and lines without a letter or digit are none.
 */
export function sentencesOf(text: string): string[] {
  return text.split(/[\r\n]+/).flatMap((line) => sentencesOfLine(line.replace(LIST_MARK, '')));
}

function sentencesOfLine(line: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  for (const match of line.matchAll(END)) {
    const end = match.index + match[0].length;
    if (match[0].startsWith('.') && isAbbreviation(line.slice(start, match.index))) continue;
    sentences.push(line.slice(start, end));
    start = end;
  }
  sentences.push(line.slice(start));
  return sentences.map((sentence) => sentence.trim()).filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
}

function isAbbreviation(before: string): boolean {
  const word = /[\p{L}.]+$/u.exec(before)?.[0] ?? '';
  return ABBREVIATIONS.has(word.toLowerCase()) || /^(?:\p{Lu}\.)*\p{Lu}$/u.test(word);
}
