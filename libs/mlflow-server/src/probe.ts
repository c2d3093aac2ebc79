import { connect } from 'node:net';

const TIMEOUT_MS = 3000;

/** Whether MLflow answers there. `/health` says no more than OK, so what it says is looked at. */
export async function isHealthy(url: string, signal?: AbortSignal): Promise<boolean> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const answer = await fetch(`${url}/health`, { signal: signal ? AbortSignal.any([signal, timeout]) : timeout });
    return answer.ok && (await answer.text()).trim() === 'OK';
  } catch {
    signal?.throwIfAborted();
    return false;
  }
}

/** Whether anything listens on a port of this machine's loopback. */
export function isPortTaken(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: TIMEOUT_MS });
    const done = (taken: boolean): void => {
      socket.destroy();
      answer(taken);
    };
    socket.once('connect', () => done(true));
    socket.once('timeout', () => done(true));
    socket.once('error', () => done(false));
  });
}
