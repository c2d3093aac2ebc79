// Owns which encoding a text is in, told from its first part. Does not decode.
import { isUtf8 } from 'node:buffer';

import { FileFault } from '../result.ts';

/** A label of the Encoding Standard, in which `euc-kr` is CP949. */
export type Encoding = string;

export interface Told {
  readonly encoding: Encoding;
  /** Bytes of a byte order mark in front. */
  readonly markBytes: number;
}

const NAMES: Readonly<Record<string, string>> = { 'euc-kr': 'CP949', 'utf-8': 'UTF-8' };

export const encodingName = (encoding: Encoding): string => NAMES[encoding] ?? encoding.toUpperCase();

/** @throws FileFault for a label that nobody knows */
export function requireEncoding(label: string): Encoding {
  const name = /^((cp|ms)-?949|uhc)$/i.test(label.trim()) ? 'euc-kr' : label;
  try {
    return new TextDecoder(name).encoding;
  } catch (cause) {
    throw new FileFault(`cannot be decoded: there is no encoding "${label}"`, { cause });
  }
}

/**
 * The encoding that the head of a file speaks for. It is held for the whole file.
 *
 * @throws FileFault for bytes that are no text, or text of an encoding that cannot be told
 */
export function encodingOf(head: Buffer, whole: boolean): Told {
  const marked = byMark(head);
  if (marked !== undefined) return marked;
  const wide = wideOf(head);
  if (wide !== undefined) return { encoding: wide, markBytes: 0 };
  if (isUtf8(whole ? head : head.subarray(0, lastWhole(head)))) return { encoding: 'utf-8', markBytes: 0 };
  const { sequences, faults } = utf8Share(head);
  // A file of UTF-8 with a few bad bytes is still one: those rows are refused.
  if (sequences >= faults * 2) return { encoding: 'utf-8', markBytes: 0 };
  if (speaksKorean(head)) return { encoding: 'euc-kr', markBytes: 0 };
  if (faults * 50 < head.length) return { encoding: 'utf-8', markBytes: 0 };
  throw new FileFault(
    'is neither UTF-8 nor UTF-16 nor CP949; save it as UTF-8, or name its encoding (`encoding: windows-1252`)',
  );
}

function byMark(head: Buffer): Told | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', markBytes: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) {
    if (head.length >= 4 && head[2] === 0 && head[3] === 0) throw new FileFault('is UTF-32 text; save it as UTF-8');
    return { encoding: 'utf-16le', markBytes: 2 };
  }
  return head[0] === 0xfe && head[1] === 0xff ? { encoding: 'utf-16be', markBytes: 2 } : undefined;
}

const SAMPLE_BYTES = 64 * 1024;

// Every export has line ends, spaces, digits or quotes: in UTF-16 one byte of each is zero, always on one side.
function wideOf(head: Buffer): Encoding | undefined {
  const bytes = Math.min(head.length, SAMPLE_BYTES) & ~1;
  let little = 0;
  let big = 0;
  let narrow = 0;
  for (let at = 0; at < bytes; at += 2) {
    const [one = 0, other = 0] = [head[at], head[at + 1]];
    if (other === 0 && isPlain(one)) little += 1;
    else if (one === 0 && isPlain(other)) big += 1;
    else if (isPlain(one) && isPlain(other)) narrow += 1;
  }
  const [more, less] = little > big ? [little, big] : [big, little];
  // A few zero bytes alone are a faulty UTF-8 text; with bytes that are no UTF-8 they are Hangul's company.
  const enough = more > narrow || (more >= 4 && !isUtf8(head.subarray(0, lastWhole(head))));
  if (more === 0 || !enough || less * 20 > more) return undefined;
  return little > big ? 'utf-16le' : 'utf-16be';
}

const isPlain = (byte: number): boolean =>
  (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09;

/** Where the last character that the piece surely holds ends. */
function lastWhole(head: Buffer): number {
  let at = head.length;
  for (let back = 0; back < 3 && at > 0 && ((head[at - 1] ?? 0) & 0xc0) === 0x80; back += 1) at -= 1;
  return at > 0 && (head[at - 1] ?? 0) >= 0xc0 ? at - 1 : head.length;
}

function utf8Share(head: Buffer): { readonly sequences: number; readonly faults: number } {
  let sequences = 0;
  let faults = 0;
  const bytes = Math.min(head.length, SAMPLE_BYTES * 4);
  for (let at = 0; at < bytes;) {
    const first = head[at] ?? 0;
    if (first < 0x80) {
      at += 1;
      continue;
    }
    const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    const good = first >= 0xc2 && at + length <= head.length && isUtf8(head.subarray(at, at + length));
    if (good) sequences += 1;
    else faults += 1;
    at += good ? length : 1;
  }
  return { sequences, faults };
}

// KS X 1001 has its syllables at B0A1 to C8FE; windows-1252 and others fall elsewhere most of the time.
function speaksKorean(head: Buffer): boolean {
  let syllables = 0;
  let others = 0;
  const bytes = Math.min(head.length, SAMPLE_BYTES * 4);
  for (let at = 0; at < bytes;) {
    const first = head[at] ?? 0;
    if (first < 0x80) {
      at += 1;
      continue;
    }
    const second = head[at + 1] ?? 0;
    if (first >= 0xb0 && first <= 0xc8 && second >= 0xa1) syllables += 1;
    else others += 1;
    at += 2;
  }
  return syllables > others;
}
