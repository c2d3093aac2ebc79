import { partsOf } from '@naru/language';

/** A sentence that the answer says itself. */
export interface Sentence {
  /** Without list marks, emphasis, quotations and what stands in parentheses. */
  readonly text: string;
  /** An item of a list without a sign at its end: a note more than a sentence. */
  readonly noted: boolean;
}

const HEADING = /^\s{0,3}#{1,6}\s/;
const QUOTED_LINE = /^\s*>/;
const TABLE_ROW = /^\s*\|/;
const LIST_MARK = /^\s*(?:[-*+•·▪]|\(?\d{1,3}[.)]|[가-하①-⑳][.)])\s+/;
const EMPHASIS = /\*\*|__|~~|\*(?=\S)|(?<=\S)\*/g;

// What others say, titles, asides. A straight single mark behind a letter is an apostrophe.
const SAID_BY_OTHERS =
  /"[^"\n]{1,300}"|“[^”\n]{1,300}”|‘[^’\n]{1,300}’|(?<![\p{L}\p{N}])'[^'\n]{1,300}'|「[^」\n]{1,300}」|『[^』\n]{1,300}』|《[^》\n]{1,300}》|〈[^〉\n]{1,300}〉/gu;
const ASIDE = /\([^()\n]{0,300}\)|（[^（）\n]{0,300}）/g;
const END = /(?<=[.!?…。！？][)\]'"”’]{0,5})\s+/u;
const SIGN_AT_END = /[.!?…。！？]\s*$/u;

// Stands for code and quotations, so that what is joined to them still has something before it.
const PLACE = 'x';

/** The sentences of the prose, in order. Headings, tables, quotations and code are none. */
export function sentencesOf(text: string): Sentence[] {
  return proseOf(text)
    .split(/[\n\r]+/)
    .filter((line) => !HEADING.test(line) && !QUOTED_LINE.test(line) && !TABLE_ROW.test(line))
    .flatMap((line) => {
      const bare = line.replace(LIST_MARK, '');
      const listed = bare.length < line.length && !SIGN_AT_END.test(line);
      const own = bare.replace(EMPHASIS, '').replace(SAID_BY_OTHERS, PLACE).replace(ASIDE, '');
      return own
        .split(END)
        .map((sentence) => sentence.trim())
        .filter((sentence) => LETTER.test(sentence))
        .map((sentence) => ({ text: sentence, noted: listed && !SIGN_AT_END.test(sentence) }));
    });
}

const LETTER = /\p{L}/u;

function proseOf(text: string): string {
  const composed = text.normalize('NFC');
  return partsOf(composed)
    .map(({ kind, start, end }) => {
      if (kind === 'prose') return composed.slice(start, end);
      return kind === 'inline' ? PLACE : '\n';
    })
    .join('');
}
