// Owns CP949 (Microsoft's Unified Hangul Code), which Node's own decoder knows only as far as KS X 1001.
import { TextDecoder } from 'node:util';

const REPLACEMENT = 0xfffd;
// What users may define has no meaning elsewhere.
const isPrivate = (code: number): boolean => code >= 0xe000 && code <= 0xf8ff;
const ADDED_LATER = [
  [0xa2e6, '€'],
  [0xa2e7, '®'],
] as const;

let table: Uint16Array | undefined;

/**
 * What two bytes stand for, by `first << 8 | second`; 0 where they stand for nothing.
 *
 * The 8,822 syllables that KS X 1001 lacks lie in the order of Unicode on the places that it leaves free, from 0x8141
 * to 0xC652. https://encoding.spec.whatwg.org/#index-euc-kr
 */
export function cp949Table(): Uint16Array {
  if (table !== undefined) return table;
  const made = new Uint16Array(0x10000);
  const decoder = new TextDecoder('euc-kr');
  const known = new Set<number>();
  for (let first = 0xa1; first <= 0xfe; first += 1) {
    for (let second = 0xa1; second <= 0xfe; second += 1) {
      const sign = decoder.decode(Buffer.from([first, second]));
      const code = sign.charCodeAt(0);
      if (sign.length !== 1 || code === REPLACEMENT || isPrivate(code)) continue;
      made[(first << 8) | second] = code;
      known.add(code);
    }
  }
  for (const [at, sign] of ADDED_LATER) made[at] = sign.charCodeAt(0);
  const places = freePlaces();
  for (let code = 0xac00; code <= 0xd7a3; code += 1) {
    if (!known.has(code)) made[places.next().value ?? 0] = code;
  }
  table = made;
  return made;
}

function* freePlaces(): Generator<number, undefined> {
  for (let first = 0x81; first <= 0xc6; first += 1) {
    const last = first <= 0xa0 ? 0xfe : 0xa0;
    for (let second = 0x41; second <= last; second += 1) {
      const isFree = second <= 0x5a || (second >= 0x61 && second <= 0x7a) || second >= 0x81;
      if (isFree) yield (first << 8) | second;
    }
  }
}

/** Decodes piece by piece; what stands for nothing becomes U+FFFD. */
export class Cp949Decoder {
  readonly #table = cp949Table();
  #first = 0;

  decode(bytes?: Buffer): string {
    if (bytes === undefined) {
      const cut = this.#first !== 0;
      this.#first = 0;
      return cut ? '\ufffd' : '';
    }
    const units = new Uint16Array(bytes.length + 1);
    let length = 0;
    let first = this.#first;
    for (const byte of bytes) {
      if (first === 0) {
        if (byte < 0x80) units[length++] = byte;
        else first = byte;
        continue;
      }
      const code = this.#table[(first << 8) | byte] ?? 0;
      first = 0;
      units[length++] = code === 0 ? REPLACEMENT : code;
      if (code === 0 && byte < 0x80) units[length++] = byte;
    }
    this.#first = first;
    return Buffer.from(units.buffer, 0, length * 2).toString('utf16le');
  }
}
