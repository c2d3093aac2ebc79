import { open, type FileHandle } from 'node:fs/promises';

import { AppError } from '@naru/contracts';

export type GgufValue = string | number | bigint | boolean;

const MAGIC = 'GGUF';
const FIRST_BYTES = 4 * 1024 * 1024;
const MAX_BYTES = 256 * 1024 * 1024; // vocabularies of 250,000 tokens take some 15 MB
const MAX_ENTRIES = 100_000;

// Value types of the format: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
const SIZES: Readonly<Record<number, number>> = { 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 };
const STRING = 8;
const ARRAY = 9;

/**
 * The metadata of a GGUF file, without its lists.
 *
 * @throws AppError `model.unsupported` for what is no GGUF file
 */
export async function readGgufMetadata(path: string): Promise<ReadonlyMap<string, GgufValue>> {
  const file = await open(path, 'r');
  try {
    for (let bytes = FIRST_BYTES; ; bytes *= 4) {
      const { start, isAll } = await startOf(file, bytes);
      try {
        return parsed(start);
      } catch (error) {
        const mayGrow = error instanceof RangeError && !isAll && bytes < MAX_BYTES;
        if (!mayGrow) throw new AppError('model.unsupported', `${path} is no readable GGUF file.`, { cause: error });
      }
    }
  } finally {
    await file.close();
  }
}

async function startOf(file: FileHandle, bytes: number): Promise<{ start: Buffer; isAll: boolean }> {
  const { size } = await file.stat();
  const start = Buffer.alloc(Math.min(size, bytes));
  await file.read(start, 0, start.length, 0);
  return { start, isAll: start.length === size };
}

function parsed(bytes: Buffer): ReadonlyMap<string, GgufValue> {
  if (bytes.toString('latin1', 0, MAGIC.length) !== MAGIC) throw new TypeError('not GGUF');
  const reader = new Reader(bytes, MAGIC.length);
  const version = reader.uint32();
  if (version < 2 || version > 3) throw new TypeError(`GGUF version ${version}`);
  reader.uint64(); // tensors
  const entries = reader.uint64();
  if (entries > MAX_ENTRIES) throw new TypeError(`${entries} entries`);
  const found = new Map<string, GgufValue>();
  for (let index = 0; index < entries; index += 1) {
    const key = reader.string();
    const value = reader.value(reader.uint32());
    if (value !== undefined) found.set(key, value);
  }
  return found;
}

/** Reading past the end throws a RangeError: more of the file is needed. */
class Reader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  uint32(): number {
    return this.#bytes.readUInt32LE(this.#passed(4));
  }

  uint64(): number {
    return Number(this.#bytes.readBigUInt64LE(this.#passed(8)));
  }

  string(): string {
    const length = this.uint64();
    const from = this.#passed(length);
    return this.#bytes.toString('utf8', from, from + length);
  }

  /** A single value; undefined for a list, which is passed over. */
  value(type: number): GgufValue | undefined {
    if (type === STRING) return this.string();
    if (type !== ARRAY) return this.#number(type, this.#passed(sizeOf(type)));
    const of = this.uint32();
    const length = this.uint64();
    if (of === STRING) for (let index = 0; index < length; index += 1) this.#passed(this.uint64());
    else this.#passed(length * sizeOf(of));
    return undefined;
  }

  #number(type: number, at: number): GgufValue {
    const bytes = this.#bytes;
    switch (type) {
      case 0:
        return bytes.readUInt8(at);
      case 1:
        return bytes.readInt8(at);
      case 2:
        return bytes.readUInt16LE(at);
      case 3:
        return bytes.readInt16LE(at);
      case 4:
        return bytes.readUInt32LE(at);
      case 5:
        return bytes.readInt32LE(at);
      case 6:
        return bytes.readFloatLE(at);
      case 7:
        return bytes.readUInt8(at) !== 0;
      case 10:
        return bytes.readBigUInt64LE(at);
      case 11:
        return bytes.readBigInt64LE(at);
      default:
        return bytes.readDoubleLE(at);
    }
  }

  #passed(count: number): number {
    const at = this.#at;
    if (at + count > this.#bytes.length) throw new RangeError('past the end');
    this.#at += count;
    return at;
  }
}

function sizeOf(type: number): number {
  const size = SIZES[type];
  if (size === undefined) throw new TypeError(`value type ${type}`);
  return size;
}
