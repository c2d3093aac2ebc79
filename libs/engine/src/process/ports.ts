import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const HOST = '127.0.0.1';
const POLL_MS = 50;

/**
 * Whether a port of this machine's loopback can be listened on, now or in a moment: a process with threads keeps its
 * sockets a little longer than its name in the process list.
 */
export async function becomesFree(port: number, withinMs = 2000): Promise<boolean> {
  const until = performance.now() + withinMs;
  while (!(await isFree(port))) {
    if (performance.now() > until) return false;
    await sleep(POLL_MS);
  }
  return true;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, HOST), 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
