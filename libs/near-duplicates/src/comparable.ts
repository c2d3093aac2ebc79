// Owns the normal form in which texts are compared. Does not know what is done with it.

/** The lower-case form of each UTF-16 unit; 0 for what is left out. */
const FOLDED = foldedUnits();
const SPACE = 0x20;

let scratch = new Uint16Array(4096);

/**
 * The text as it is compared: NFC, lower case, without white space, punctuation, control and invisible characters.
 * Symbols stay (`a > b` is not `a < b`), and so does one mark between two digits (3.14 is not 314, 1-1 not 1+1). A text
 * of nothing but marks is compared as it stands. Works on UTF-16 units, so that broken surrogates are units like others.
 */
export function comparableText(text: string): string {
  const units = comparableUnits(text);
  let out = '';
  for (let at = 0; at < units.length; at += 8192) out += String.fromCharCode(...units.subarray(at, at + 8192));
  return out;
}

/** The units of `comparableText`. The next call writes over what this one gave: copy what must stay. */
export function comparableUnits(text: string): Uint16Array {
  const composed = text.normalize('NFC');
  if (scratch.length < composed.length) scratch = new Uint16Array(composed.length * 2);
  const out = scratch;
  let length = 0;
  let last = 0;
  let between = 0;
  for (let at = 0; at < composed.length; at += 1) {
    const unit = composed.charCodeAt(at);
    const folded = FOLDED[unit] ?? 0;
    if (folded === 0) {
      if (between === 0 || between === SPACE) between = isSpace(unit) ? SPACE : unit;
      continue;
    }
    if (between !== 0) {
      if (isDigit(last) && isDigit(folded)) out[length++] = between;
      between = 0;
    }
    out[length++] = folded;
    last = folded;
  }
  if (length > 0) return out.subarray(0, length);
  for (let at = 0; at < composed.length; at += 1) out[at] = composed.charCodeAt(at);
  return out.subarray(0, composed.length);
}

/** The lower-case unit, or 0 where comparing leaves it out. */
export function foldedUnit(unit: number): number {
  return FOLDED[unit] ?? 0;
}

/** A unit of a script whose characters are syllables or words: Hangul, Han, Kana and what stands above them. */
export function isSyllable(unit: number): boolean {
  return unit >= 0x1100 && (unit < 0x1200 || unit >= 0x2e80) && (unit < 0xd800 || unit >= 0xf900);
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

function isSpace(unit: number): boolean {
  return unit <= SPACE || unit === 0xa0 || unit === 0x3000 || (unit >= 0x2000 && unit <= 0x200f);
}

function foldedUnits(): Uint16Array {
  const folded = new Uint16Array(0x10000);
  // Markdown's ` and | are no part of what is said; variation selectors only choose how a sign is drawn.
  const kept = /^[\p{L}\p{N}\p{M}\p{S}]$/u;
  for (let unit = 0; unit < folded.length; unit += 1) {
    const sign = String.fromCharCode(unit);
    const surrogate = unit >= 0xd800 && unit < 0xe000;
    const selector = unit >= 0xfe00 && unit <= 0xfe0f;
    if ((!surrogate && !kept.test(sign)) || selector || sign === '`' || sign === '|') continue;
    const lower = sign.toLowerCase();
    folded[unit] = lower.length === 1 ? lower.charCodeAt(0) : unit;
  }
  return folded;
}
