import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MS = 10;
/** Shorter than a test may take, so that what never comes is told by name. */
const PATIENCE_MS = 25_000;

/** Looks again and again until it holds, however busy the machine is. @param what of it, for who reads the failure */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const since = performance.now();
  while (!(await holds())) {
    if (performance.now() - since > PATIENCE_MS) throw new Error(`${what}: not within ${PATIENCE_MS / 1000} s`);
    await sleep(LOOK_MS);
  }
}
