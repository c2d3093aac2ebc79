import { exitStatusOf } from '@naru/contracts';

export interface StopRequests {
  /** Resolves with the first request from now on. */
  readonly first: Promise<void>;
  /** Resolves with the second: whoever asks twice does not wait for answers under way. */
  readonly second: Promise<void>;
}

export type Signals = Pick<NodeJS.Process, 'on' | 'exit'>;

// One Ctrl-C arrives twice where what started this process passes it on too, as Nx does.
const SAME_MS = 1000;
const NAMES = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Hears SIGINT, SIGTERM and SIGHUP, and the end of the process that started this one with a channel of its own. Until
 * what is given back is called there is nothing to end in order, and a request ends this process at once.
 */
export function stopRequests(signals: Signals = process, sameMs: number = SAME_MS): () => StopRequests {
  const waiting: (() => void)[] = [];
  let begun = false;
  let lastAt = -Infinity;
  const asked = (): void => {
    if (!begun) signals.exit(exitStatusOf('cancelled'));
    if (performance.now() - lastAt < sameMs) return;
    lastAt = performance.now();
    waiting.shift()?.();
  };
  for (const name of NAMES) signals.on(name, asked);
  // It may have been killed: nobody else would stop us.
  let parted = false;
  signals.on('disconnect', () => {
    if (parted) return;
    parted = true;
    if (!begun || waiting.length > 1) asked();
  });
  return () => {
    begun = true;
    const next = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));
    return { first: next(), second: next() };
  };
}
