import { comparableText, type ShingleLengths } from '../src/index.ts';

const SYLLABLE = /[\u1100-\u11ff\u2e80-\ud7ff\uf900-\uffff]/;

/** The Jaccard similarity said again in plain sets of strings, to hold the library's against. */
export function exactJaccard(a: string, b: string, lengths: ShingleLengths): number {
  const [x, y] = [shingles(a, lengths), shingles(b, lengths)];
  const shared = [...x].filter((shingle) => y.has(shingle)).length;
  return x.size + y.size === 0 ? 1 : shared / (x.size + y.size - shared);
}

function shingles(text: string, { letters, syllables }: ShingleLengths): Set<string> {
  const form = comparableText(text);
  const ends = Array.from(
    { length: form.length },
    (_, at) => at + (SYLLABLE.test(form.charAt(at)) ? syllables : letters),
  );
  const last = Math.max(
    0,
    ends.findLastIndex((end) => end <= form.length),
  );
  const whole = ends.slice(0, last).map((end, at) => form.slice(at, end));
  return new Set(form === '' ? [] : [...whole, form.slice(last)]);
}
