import { cp949Table } from '../text/cp949.ts';

let codes: ReadonlyMap<string, number> | undefined;

/** Text in CP949. */
export function cp949(text: string): Buffer {
  codes ??= new Map(Array.from(cp949Table(), (code, at): [string, number] => [String.fromCharCode(code), at]));
  const bytes: number[] = [];
  for (const sign of text) {
    const pair = codes.get(sign) ?? 0;
    if (sign.charCodeAt(0) < 0x80) bytes.push(sign.charCodeAt(0));
    else bytes.push(pair >> 8, pair & 0xff);
  }
  return Buffer.from(bytes);
}
