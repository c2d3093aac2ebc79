/** What a text has that a kind cannot do without. Bits. */
export const Clue = { digit: 1, at: 2, colons: 4, longToken: 8, assignment: 16, pairs: 32 } as const;

/** A text in which every rule sees the same characters, however it was typed. */
export interface Folded {
  readonly text: string;
  readonly clues: number;
  /** Offset in the original of every character and of the end; undefined where nothing moved. */
  readonly offsets?: Uint32Array;
}

const TOKEN = 64;
const DASH = 45;
const DOT = 46;
const SPACE = 32;
/** The shortest token among the keys that are known by their form (`AKIA…`). */
const LONG = 16;
/** Between the six pairs of a MAC address. */
const MAC_SEPARATORS = 5;
/** From the first to the second full stop of `aabb.ccdd.eeff`. */
const CISCO_STEP = 5;

const CLASS = new Uint8Array(128);
for (let code = 48; code <= 57; code++) CLASS[code] = Clue.digit | TOKEN;
for (let code = 65; code <= 90; code++) CLASS[code] = CLASS[code + 32] = TOKEN;
for (const sign of '-_./+') CLASS[sign.charCodeAt(0)] = TOKEN;
CLASS[64] = Clue.at;
CLASS[61] = Clue.assignment;

/**
 * The text with full-width forms as ASCII, every dash as `-`, every space as ` `, conjoining jamo (NFD) as syllables and
 * invisible characters gone; and what it has in it. A text that needs none of this is passed through.
 */
export function fold(text: string): Folded {
  const clues = cluesOf(text);
  if (clues !== undefined) return { text, clues };
  const folded = foldedCopy(text);
  return { ...folded, clues: cluesOf(folded.text) ?? 0 };
}

/** Undefined for a text that must be folded before it can be told. */
function cluesOf(text: string): number | undefined {
  let clues = 0;
  let run = 0;
  let colons = 0;
  let dashes = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= 128) {
      run = 0;
      if (code >= 0xac00 && code <= 0xd7a3) continue;
      if (isFoldable(code)) return undefined;
      continue;
    }
    const kind = CLASS[code] ?? 0;
    clues |= kind;
    if (code === 58) colons++;
    else if (code === DASH) dashes++;
    else if (code === DOT && text.charCodeAt(index + CISCO_STEP) === DOT) clues |= Clue.pairs;
    run = (kind & TOKEN) === 0 ? 0 : run + 1;
    if (run >= LONG) clues |= Clue.longToken;
  }
  if (colons > 0) clues |= Clue.assignment;
  if (colons > 1) clues |= Clue.colons;
  if (colons >= MAC_SEPARATORS || dashes >= MAC_SEPARATORS) clues |= Clue.pairs;
  return clues & ~TOKEN;
}

/** Quotation marks and the ellipsis stay as they are: they are frequent, and no rule asks for them. */
function isFoldable(code: number): boolean {
  if (code >= 0x1100 && code <= 0x11ff) return true;
  if (code >= 0x2000 && code <= 0x2015) return true;
  if (code >= 0xff01 && code <= 0xff5e) return true;
  return OTHERS.has(code);
}

const DASHES = new Set([0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2043, 0x2212, 0xfe58, 0xfe63]);
const INVISIBLE = new Set([0xad, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2060, 0xfeff]);
const SPACES = new Set([0xa0, 0x202f, 0x205f, 0x3000]);
/** A vowel or a length mark that people type for a dash, and the middle dot for a full stop: only between two digits. */
const BETWEEN_DIGITS = new Map([
  [0x3161, DASH],
  [0x30fc, DASH],
  [0xb7, DOT],
]);
const OTHERS = new Set([...DASHES, ...INVISIBLE, ...SPACES, ...BETWEEN_DIGITS.keys()]);

function foldedCopy(text: string): { text: string; offsets: Uint32Array } {
  const codes = new Uint16Array(text.length);
  const offsets = new Uint32Array(text.length + 1);
  let length = 0;
  for (let index = 0; index < text.length; index++) {
    const code = foldedCode(text, index, length === 0 ? 0 : (codes[length - 1] ?? 0));
    if (code < 0) continue;
    const syllable = length === 0 ? 0 : joined(codes[length - 1] ?? 0, code);
    if (syllable > 0) {
      codes[length - 1] = syllable;
      continue;
    }
    offsets[length] = index;
    codes[length++] = code;
  }
  offsets[length] = text.length;
  const bytes = Buffer.from(codes.buffer, 0, length * 2);
  return { text: bytes.toString('utf16le'), offsets };
}

/** -1 for a character that is left out. */
function foldedCode(text: string, index: number, before: number): number {
  const code = text.charCodeAt(index);
  if (code < 128 || (code >= 0xac00 && code <= 0xd7a3)) return code;
  if (code >= 0xff01 && code <= 0xff5e) return code - 0xfee0;
  if (DASHES.has(code)) return DASH;
  if (INVISIBLE.has(code)) return -1;
  if ((code >= 0x2000 && code <= 0x200a) || SPACES.has(code)) return SPACE;
  const between = BETWEEN_DIGITS.get(code);
  if (between === undefined) return code;
  const next = text.charCodeAt(index + 1);
  const isBetween = isDigit(before) && isDigit(next >= 0xff10 && next <= 0xff19 ? next - 0xfee0 : next);
  return isBetween ? between : code;
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** Composition of Hangul, Unicode 3.12: the syllable of two parts, or 0 where they do not join. */
function joined(before: number, code: number): number {
  if (code >= 0x1161 && code <= 0x1175 && before >= 0x1100 && before <= 0x1112) {
    return 0xac00 + ((before - 0x1100) * 21 + (code - 0x1161)) * 28;
  }
  const isOpen = before >= 0xac00 && before <= 0xd7a3 && (before - 0xac00) % 28 === 0;
  return isOpen && code >= 0x11a8 && code <= 0x11c2 ? before + (code - 0x11a7) : 0;
}
