import { isUtf8 } from 'node:buffer';

import { Fault } from '../result.ts';
import type { ReadLimits } from '../source.ts';

export interface JsonRules {
  readonly limits: Pick<ReadLimits, 'maxDepth' | 'maxRowBytes'>;
  /** Of the file as it was written, for the words of a fault. */
  readonly encoding: string;
}

const DEEP_FROM_BYTES = 64 * 1024;

/** The JSON value between two bytes, or a Fault. `checked`: the bytes are known to be UTF-8. */
export function jsonValue(bytes: Buffer, start: number, end: number, rules: JsonRules, checked: boolean): unknown {
  if (!checked && !isUtf8(bytes.subarray(start, end))) return encodingFault(bytes.subarray(start, end), rules.encoding);
  if (end - start > DEEP_FROM_BYTES && depthOf(bytes, start, end) > rules.limits.maxDepth) {
    return new Fault(undefined, `is nested more than ${rules.limits.maxDepth} deep`);
  }
  try {
    return JSON.parse(bytes.toString('utf8', start, end)) as unknown;
  } catch (error) {
    return new Fault(undefined, `is not valid JSON: ${parserWords(error as Error)}`);
  }
}

/** A parser's message without the piece of the row that it may hold. */
function parserWords({ message }: Error): string {
  const [, what, at] = /^(.*?)(?:, (?:"|\.\.\.).*)?(?: in JSON)?(?: at position (\d+).*)?$/s.exec(message) ?? [];
  const words = (what ?? '').replace(/ is not valid JSON$/, '').replace(/ JSON( input)?$/, ' the row');
  return at === undefined ? words : `${words} at character ${Number(at) + 1}`;
}

/** Where a row's bytes are not what the file's encoding allows. */
export function encodingFault(bytes: Buffer, encoding: string): Fault {
  const at = faultAt(bytes);
  const byte = encoding === 'UTF-8' ? `: byte 0x${(bytes[at] ?? 0).toString(16).padStart(2, '0')}` : ':';
  return new Fault(undefined, `is not ${encoding}${byte} at offset ${at} of the row`);
}

function faultAt(bytes: Buffer): number {
  const decoded = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  const first = decoded.indexOf('\ufffd');
  return Buffer.byteLength(decoded.slice(0, Math.max(0, first)), 'utf8');
}

const [QUOTE, BACKSLASH, OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d];

function depthOf(bytes: Buffer, start: number, end: number): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at];
    if (inString) {
      if (byte === BACKSLASH) at += 1;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1;
  }
  return deepest;
}
