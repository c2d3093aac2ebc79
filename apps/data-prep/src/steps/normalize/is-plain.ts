/**
 * Whether a text surely has nothing to normalize: one pass over char codes, which most rows of a corpus pass. What is
 * unsure is not plain, and is looked at closely.
 */
export function isPlain(text: string): boolean {
  const length = text.length;
  if (length === 0) return true;
  if (text.charCodeAt(0) === 0x0a || text.charCodeAt(length - 1) <= 0x20) return false;
  let before = 0;
  let newlines = 0;
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x0a) {
      if (before === 0x20 || before === 0x09) return false;
      newlines++;
      if (newlines > 2) return false;
    } else {
      newlines = 0;
      if (code < 0x80 ? !isPlainAscii(text, index, code) : !isPlainBeyond(code, before)) return false;
    }
    before = code;
  }
  return true;
}

function isPlainAscii(text: string, index: number, code: number): boolean {
  if (code < 0x20) return code === 0x09;
  if (code === 0x7f) return false;
  if (code !== 0x26 && code !== 0x3c) return true;
  // & and < matter before a letter, # or /.
  const next = text.charCodeAt(index + 1);
  return !(isAsciiLetter(next) || next === 0x23 || next === 0x2f || next === 0x21);
}

function isAsciiLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

function isPlainBeyond(code: number, before: number): boolean {
  if (code >= 0xac00 && code <= 0xd7a3) return true;
  // Two characters of Latin-1 or of what Windows-1252 puts there may be mojibake.
  if (code < 0x300) return code > 0xa0 && code !== 0xad && (before < 0x80 || before >= 0x300);
  return (
    (code >= 0x2010 && code <= 0x2027 && (before < 0x80 || before > 0x17f)) ||
    (code >= 0x2190 && code < 0x2300) ||
    (code >= 0x2500 && code < 0x2a00) ||
    (code >= 0x3001 && code <= 0x3029) ||
    (code >= 0x3041 && code <= 0x3096) ||
    (code >= 0x30a1 && code <= 0x30ff) ||
    (code >= 0x3131 && code <= 0x3163) ||
    (code >= 0xff01 && code <= 0xff9f) ||
    (code >= 0xd83c && code <= 0xd83e) ||
    (code >= 0xdc00 && code <= 0xdfff) ||
    code === 0xfe0f
  );
}
