import type { Part } from '@naru/language';

/** What one pass over a turn's prose counts. */
export interface Measure {
  /** Its letters and digits, in lower case and without tables, as char codes; holds until the next turn is measured. */
  text: Uint16Array;
  /** Letters of any script; a syllable of Hangul is one. */
  letters: number;
  /** Of them, those of Hangul, Han and Kana: each says as much as two of Latin. */
  wide: number;
  digits: number;
  /** Marks that lists, tables and formulas are made of. */
  structure: number;
  symbols: number;
  /** Characters in runs of RUN and more of the same letter or sign. */
  inRuns: number;
  /** Replacement characters, and pairs that only mojibake has. */
  broken: number;
  addresses: number;
  inAddresses: number;
  /** Characters of code, fenced, inline or indented. */
  code: number;
}

const RUN = 10;
// Longer turns are judged by their beginning where letters are compared.
const MOST_LETTERS = 1 << 14;

/** One turn at a time: what is measured next overwrites it. */
const buffer = new Uint16Array(MOST_LETTERS);

export function measure(text: string, parts: readonly Part[]): Measure {
  const seen: Counting = {
    text: buffer,
    kept: 0,
    letters: 0,
    wide: 0,
    digits: 0,
    structure: 0,
    symbols: 0,
    inRuns: 0,
    broken: 0,
    addresses: 0,
    inAddresses: 0,
    code: 0,
  };
  for (const part of parts) {
    if (part.kind === 'prose') measureProse(seen, text, part.start, part.end);
    else seen.code += part.end - part.start;
  }
  return { ...seen, text: buffer.subarray(0, seen.kept) };
}

interface Counting extends Measure {
  kept: number;
}

function keep(seen: Counting, code: number): void {
  if (seen.kept < MOST_LETTERS) buffer[seen.kept++] = code;
}

function measureProse(seen: Counting, text: string, start: number, end: number): void {
  let before = 0;
  let run = 0;
  let inTable = text.charCodeAt(start) === PIPE;
  for (let index = start; index < end; index++) {
    const code = text.charCodeAt(index);
    if (code === before) run++;
    else {
      if (run >= RUN && countsAsRun(before)) seen.inRuns += run;
      run = 1;
    }
    if (code === 0x0a) inTable = text.charCodeAt(index + 1) === PIPE;
    if (code === 0x3a && text.startsWith('//', index + 1)) {
      const to = addressEnd(text, index, end);
      seen.addresses++;
      seen.inAddresses += to - index + 5;
      index = to - 1;
    } else if (code >= 0xc2 && code <= 0xf0 && isMojibake(code, text.charCodeAt(index + 1))) {
      seen.broken++;
    } else if (isLetter(code)) {
      seen.letters++;
      if (code >= 0x2e80) seen.wide++;
      // A run is counted as a run, not as repeated text too.
      if (!inTable && run < 4) keep(seen, code >= 0x41 && code <= 0x5a ? code + 0x20 : code);
    } else if (code >= 0x30 && code <= 0x39) {
      seen.digits++;
      if (!inTable) keep(seen, code);
    } else if (code > 0x20) countSign(seen, code);
    before = code;
  }
  if (run >= RUN && countsAsRun(before)) seen.inRuns += run;
}

const PIPE = 0x7c;

function countSign(seen: Measure, code: number): void {
  if (code === 0xfffd) {
    seen.broken++;
    seen.symbols++;
  } else if (STRUCTURE.has(code)) seen.structure++;
  else if (!PUNCTUATION.has(code)) seen.symbols++;
}

const codes = (signs: string): Set<number> => new Set(Array.from(signs, (sign) => sign.charCodeAt(0)));
const STRUCTURE = codes('|-=_*#>+~$\\{}^/<()[]─│┌┐└┘├┤┬┴┼•·&∑∫√±×÷≤≥≠≈∞πθ→←↑↓⇒∈∀∃ℝ∂∇');
const PUNCTUATION = codes('.,:;\'"“”‘’、。「」『』《》〈〉…—–\u00a0\u3000%°№₩€£');

/** Letters of Latin-1 that UTF-8 bytes are read as, with what can only be the second byte behind them. */
function isMojibake(code: number, next: number): boolean {
  const lead = code === 0xc2 || code === 0xc3 || code === 0xe2 || (code >= 0xea && code <= 0xed) || code === 0xf0;
  return lead && ((next >= 0x80 && next <= 0xbf) || next === 0x20ac || next === 0x0153 || next === 0x0178);
}

function countsAsRun(code: number): boolean {
  return code > 0x20 && !(code >= 0x30 && code <= 0x39) && code !== 0x2e && code !== 0xb7 && !STRUCTURE.has(code);
}

function isLetter(code: number): boolean {
  if (code < 0x80) return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a);
  return (
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xc0 && code <= 0x1fff && code !== 0xd7 && code !== 0xf7) ||
    (code >= 0x3041 && code <= 0x318e) ||
    (code >= 0x3400 && code <= 0x9fff) ||
    (code >= 0xa000 && code <= 0xabff)
  );
}

function addressEnd(text: string, from: number, end: number): number {
  let index = from;
  while (index < end && text.charCodeAt(index) > 0x20 && text.charCodeAt(index) < 0x7f) index++;
  return index;
}
