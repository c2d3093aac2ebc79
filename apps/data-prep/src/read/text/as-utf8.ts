import { TextDecoder } from 'node:util';

import { FileFault } from '../result.ts';
import { Cp949Decoder } from './cp949.ts';
import type { Encoding, Told } from './encoding.ts';

/** Stands for what its encoding does not know: never valid in UTF-8, so that the row that holds it is refused. */
const FAULTY = Buffer.from([0xff]);
const REPLACEMENT = '\ufffd';

/** A text's bytes as UTF-8, without its byte order mark; characters may be split between pieces. */
export async function* asUtf8(chunks: AsyncIterable<Buffer>, told: Told): AsyncGenerator<Buffer> {
  let skip = told.markBytes;
  const decoder = told.encoding === 'utf-8' ? undefined : decoderOf(told.encoding);
  for await (const whole of chunks) {
    const chunk = skip > 0 ? whole.subarray(skip) : whole;
    skip = Math.max(0, skip - whole.length);
    if (decoder === undefined) yield chunk;
    else yield encoded(decoder.decode(chunk, { stream: true }));
  }
  const rest = decoder?.decode() ?? '';
  if (rest !== '') yield encoded(rest);
}

interface Decoder {
  readonly decode: (bytes?: Buffer, options?: { readonly stream: boolean }) => string;
}

function decoderOf(encoding: Encoding): Decoder {
  if (encoding === 'euc-kr') return new Cp949Decoder();
  try {
    return new TextDecoder(encoding, { ignoreBOM: true });
  } catch (cause) {
    throw new FileFault(`cannot be decoded as ${encoding}`, { cause });
  }
}

function encoded(text: string): Buffer {
  if (!text.includes(REPLACEMENT)) return Buffer.from(text, 'utf8');
  const pieces = text.split(REPLACEMENT).flatMap((piece, index) => {
    const bytes = Buffer.from(piece, 'utf8');
    return index === 0 ? [bytes] : [FAULTY, bytes];
  });
  return Buffer.concat(pieces);
}
