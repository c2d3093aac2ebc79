// Characters back to the bytes that a wrong decoder made them of.

const windows1252 = new Map<number, number>();
for (let byte = 0x80; byte <= 0xff; byte++) {
  windows1252.set(new TextDecoder('windows-1252').decode(Uint8Array.of(byte)).charCodeAt(0), byte);
  // Latin-1 proper has control characters where Windows-1252 has signs; both readings are met.
  if (byte < 0xa0) windows1252.set(byte, byte);
}

/** The byte that Windows-1252 or Latin-1 reads as this character, where there is one beyond ASCII. */
export function byteOfLatin(code: number): number | undefined {
  return windows1252.get(code);
}

let korean: Map<string, number> | undefined;

/** The two bytes that CP949 reads as this character. The table, 17,000 entries, is made when it is first needed. */
export function bytesOfKorean(char: string): number | undefined {
  korean ??= koreanTable();
  return korean.get(char);
}

function koreanTable(): Map<string, number> {
  const table = new Map<string, number>();
  const decoder = new TextDecoder('euc-kr');
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x41; trail <= 0xfe; trail++) {
      const char = decoder.decode(Uint8Array.of(lead, trail));
      if (char.length === 1 && char !== '\ufffd') table.set(char, (lead << 8) | trail);
    }
  }
  return table;
}
