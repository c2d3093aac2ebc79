// Owns when a round begins by itself. Does not know what a round does.
import { setTimeout as sleep } from 'node:timers/promises';

import { AppError } from '@naru/contracts';
import type { LoopTrigger } from '@naru/db';
import { Cron } from 'croner';

export interface WatchOptions {
  /** Five or six fields, or `@daily`; in this machine's time zone. */
  readonly cron?: string;
  /** So many new corrections begin a round. */
  readonly minCorrections?: number;
}

export interface WatchDeps {
  /** New corrections since the last round. */
  readonly corrections: () => Promise<number>;
  /** Does a round; a failure is told by it. */
  readonly round: (startedBy: LoopTrigger) => Promise<void>;
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
  readonly now?: () => Date;
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
}

const LOOK_EVERY_MS = 30_000;

/** Begins rounds until it is stopped. @throws AppError `usage` where nothing would ever begin one */
export async function watch({ cron, minCorrections }: WatchOptions, deps: WatchDeps): Promise<void> {
  const { signal, print, now = () => new Date(), wait = waitFor } = deps;
  const schedule = cron === undefined ? undefined : scheduleOf(cron);
  if (schedule === undefined && minCorrections === undefined) {
    throw new AppError('usage', '--watch needs --cron=<expression>, --min-corrections=<number>, or both.', {
      hint: 'As in --watch --cron="0 3 * * *" --min-corrections=20.',
    });
  }
  let next = schedule?.nextRun(now()) ?? null;
  print(waiting(next, minCorrections));
  for (; !stopped(signal);) {
    const trigger = await due({ next, now: now(), minCorrections }, deps);
    if (trigger === undefined) {
      const untilNext = next === null ? LOOK_EVERY_MS : Math.max(0, next.getTime() - now().getTime());
      await wait(Math.min(LOOK_EVERY_MS, untilNext), signal);
      continue;
    }
    await deps.round(trigger);
    next = schedule?.nextRun(now()) ?? null;
    if (!stopped(signal)) print(`\n${waiting(next, minCorrections)}`);
  }
}

interface Due {
  readonly next: Date | null;
  readonly now: Date;
  readonly minCorrections: number | undefined;
}

async function due({ next, now, minCorrections }: Due, { corrections }: WatchDeps): Promise<LoopTrigger | undefined> {
  if (next !== null && next.getTime() <= now.getTime()) return 'cron';
  if (minCorrections !== undefined && (await corrections()) >= minCorrections) return 'corrections';
  return undefined;
}

function scheduleOf(cron: string): Cron {
  try {
    return new Cron(cron, { paused: true });
  } catch (cause) {
    const hint = 'minute hour day month weekday, as in "0 3 * * *" for three at night.';
    throw new AppError('usage', `--cron=${cron}: ${(cause as Error).message}`, { hint, cause });
  }
}

function waiting(next: Date | null, minCorrections: number | undefined): string {
  const times = next === null ? [] : [`at ${next.toLocaleString('sv-SE')}`];
  const counts = minCorrections === undefined ? [] : [`with ${minCorrections} new corrections`];
  return `The next round begins ${[...times, ...counts].join(', or ')}. Ctrl-C stops.`;
}

async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

// A function, because it may change while something is awaited.
const stopped = ({ aborted }: AbortSignal): boolean => aborted;
