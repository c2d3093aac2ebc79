/** Text is drawn at most this often: faster than one reads, slow enough for a small machine. */
const DRAW_MS = 50;

export function later(task: () => void): void {
  setTimeout(task, DRAW_MS);
}

/** Resolves after the time, at once when the network comes back, or when the signal fires. */
export function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    window.addEventListener('online', done);
    signal.addEventListener('abort', done);
  });
}
