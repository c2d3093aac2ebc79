import type { Socket } from 'node:net';

import { buildConnector } from 'undici';

/** Reads after a request that wait for nothing: the headers, and how an answer begins. */
const READS_AT_ONCE = 3;

/**
 * Connections that are read at most every `everyMs` once an answer has begun. What comes meanwhile waits in the kernel,
 * and one read takes all of it: to be woken for each token is most of what a token costs.
 */
export function pacedConnector(timeoutMs: number, everyMs: number): buildConnector.connector {
  // Each read fills the buffer, so that the next one is asked for.
  const options: buildConnector.BuildOptions & { highWaterMark: number } = { timeout: timeoutMs, highWaterMark: 1 };
  const connect = buildConnector(options);
  return (to, done) =>
    connect(to, (...result) => {
      if (result[0] === null) pace(result[1], everyMs);
      done(...result);
    });
}

function pace(socket: Socket, everyMs: number): void {
  const read = socket._read.bind(socket);
  let [asked, reads] = [0, 0];
  socket._read = (size) => {
    if (socket.bytesWritten > asked) [asked, reads] = [socket.bytesWritten, 0];
    reads += 1;
    if (reads <= READS_AT_ONCE) read(size);
    else setTimeout(read, everyMs, size);
  };
}
