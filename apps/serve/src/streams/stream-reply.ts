import type { ServerResponse } from 'node:http';

import { framesAfter, type StreamState } from './stream-state.ts';

export const HEARTBEAT_EVERY_MS = 15_000;

/** An answer that can be read as it is made. */
export interface Followed {
  readonly state: StreamState;
  onMore(listener: () => void): () => void;
}

/**
 * Writes an answer to one reader until it is over or the reader leaves. A reader who is slower than the answer gets
 * larger pieces: nothing is held for them but their place.
 */
export function followGeneration(
  generation: Followed,
  after: number,
  out: ServerResponse,
  { signal, heartbeatMs = HEARTBEAT_EVERY_MS }: { readonly signal: AbortSignal; readonly heartbeatMs?: number },
): Promise<void> {
  return new Promise((resolve) => {
    let seq = after;
    let isFull = false;
    const leave = (): void => {
      unsubscribe();
      clearInterval(heartbeat);
      out.off('drain', onDrain);
      out.off('close', leave);
      signal.removeEventListener('abort', leave);
      if (!out.writableEnded) out.end();
      resolve();
    };
    const more = (): void => {
      if (isFull) return;
      const frames = framesAfter(generation.state, seq);
      seq = frames.seq;
      if (frames.bytes !== '') isFull = !out.write(frames.bytes);
      if (frames.isOver) leave();
    };
    const onDrain = (): void => {
      isFull = false;
      more();
    };
    const unsubscribe = generation.onMore(more);
    const heartbeat = setInterval(() => out.write(': heartbeat\n\n'), heartbeatMs);
    out.on('drain', onDrain);
    out.once('close', leave);
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) {
      leave();
      return;
    }
    more();
    if (seq === after && !out.writableEnded) out.flushHeaders(); // there is nothing to tell yet but that somebody listens
  });
}
