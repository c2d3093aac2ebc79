const HEAD_BYTES = 1024 * 1024;

/** A stream of bytes whose beginning can be looked at before it is read. */
export interface Peeked {
  readonly head: Buffer;
  /** Whether the head is all there is. */
  readonly whole: boolean;
  readonly chunks: () => AsyncGenerator<Buffer>;
}

export async function peek(source: AsyncIterator<Buffer>, bytes = HEAD_BYTES): Promise<Peeked> {
  const held: Buffer[] = [];
  let size = 0;
  let done = false;
  let broken: { readonly error: unknown } | undefined;
  while (size < bytes && !done && broken === undefined) {
    try {
      const next = await source.next();
      if (next.done === true) done = true;
      else {
        held.push(next.value);
        size += next.value.length;
      }
    } catch (error) {
      broken = { error };
    }
  }
  // What came before the fault is read before the fault is told.
  if (broken !== undefined && size === 0) throw broken.error;
  const head = held.length === 1 && held[0] !== undefined ? held[0] : Buffer.concat(held);
  async function* chunks(): AsyncGenerator<Buffer> {
    try {
      if (head.length > 0) yield head;
      if (broken !== undefined) throw broken.error;
      if (done) return;
      for (;;) {
        const next = await source.next();
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      await source.return?.();
    }
  }
  return { head, whole: done, chunks };
}
