import type { Socket } from 'node:net';

import { buildConnector } from 'undici';

/** Reads after a request that wait for nothing: the headers, and how an answer begins. */
const READS_AT_ONCE = 3;

/**
 * Connections that are read every `everyMs` once an answer has begun, all in one moment. What comes meanwhile waits in
 * the kernel, and one read takes all of it: to be woken for each token is most of what a token costs, and to wake a
 * reader for each answer, where one could be woken for all of them, is most of what is left.
 */
export function pacedConnector(timeoutMs: number, everyMs: number): buildConnector.connector {
  // Each read fills the buffer, so that the next one is asked for.
  const options: buildConnector.BuildOptions & { highWaterMark: number } = { timeout: timeoutMs, highWaterMark: 1 };
  const connect = buildConnector(options);
  const moments = new Moments(everyMs);
  return (to, done) =>
    connect(to, (...result) => {
      if (result[0] === null) pace(result[1], moments);
      done(...result);
    });
}

function pace(socket: Socket, moments: Moments): void {
  const read = socket._read.bind(socket);
  let [asked, reads] = [0, 0];
  socket._read = (size) => {
    if (socket.bytesWritten > asked) [asked, reads] = [socket.bytesWritten, 0];
    reads += 1;
    if (reads <= READS_AT_ONCE) read(size);
    else moments.atNext(() => read(size));
  };
}

/** Moments at a steady distance, the same for all who wait. */
class Moments {
  readonly #everyMs: number;
  #waiting: (() => void)[] = [];

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  atNext(act: () => void): void {
    this.#waiting.push(act);
    if (this.#waiting.length > 1) return;
    setTimeout(() => {
      const due = this.#waiting;
      this.#waiting = [];
      for (const each of due) each();
    }, this.#untilNextMs());
  }

  /** A timer may go off a little before its moment: that one is over then, and not the next. */
  #untilNextMs(): number {
    const untilMs = this.#everyMs - (performance.now() % this.#everyMs);
    return untilMs < this.#everyMs / 4 ? untilMs + this.#everyMs : untilMs;
  }
}
