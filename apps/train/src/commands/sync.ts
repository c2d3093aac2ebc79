import { basename } from 'node:path';

import { AppError } from '@naru/contracts';

import { findRun, lockRun, openRun, runDirs, type RunLock } from '../job/index.ts';
import { livingProcesses, type StopRequests } from '../launch/index.ts';
import type { Places } from '../places.ts';
import { isToldTheEnd, type Tracker, type TrackerOptions, type TrackingOutcome } from '../tracking/index.ts';

export interface SyncOptions {
  /** Id of one run, or `latest`; without it, all runs. */
  readonly run?: string;
}

/** How a run of earlier is delivered. */
export type TrackChoices = Pick<TrackerOptions, 'abandoned' | 'verify'>;

/** What delivering needs of a command's context. */
export interface SyncDeps {
  readonly places: Places;
  readonly terminal: { write(text: string): void };
  readonly stop: Pick<StopRequests, 'asked' | 'onChange'>;
  readonly track: (runDir: string, options?: TrackChoices) => Tracker;
}

// An adapter of many gigabytes through a slow line; what fails ends much sooner.
const DEADLINE_MS = 6 * 3600 * 1000;

/**
 * Delivers to MLflow what earlier runs could not, and says what.
 *
 * @returns the exit status
 * @throws AppError `tracking.unreachable`, `tracking.refused`, `run.not-found`
 */
export async function sync({ run }: SyncOptions, deps: SyncDeps): Promise<number> {
  const folders = run === undefined ? runDirs(deps.places.root) : [findRun(deps.places.root, run)];
  if (folders.length === 0) deps.terminal.write('There is no run yet in models/fine-tuned.\n');
  const refused: string[] = [];
  for (const [index, runDir] of folders.entries()) {
    const { line, outcome } = await deliver(runDir, deps);
    if (deps.stop.asked) throw new AppError('cancelled', 'Stopped; what is not delivered yet stays for the next time.');
    deps.terminal.write(`${basename(runDir)}  ${line}\n`);
    if (outcome?.state === 'refused') refused.push(basename(runDir));
    if (outcome?.state === 'pending') throw waiting(folders.length - index, outcome);
  }
  if (refused.length === 0) return 0;
  throw new AppError('tracking.refused', `MLflow does not take: ${refused.join(', ')}.`, {
    hint: 'What it says stands above. Nothing is lost: run train:sync again once that is mended.',
  });
}

// After a run of one's own, a person waits for the prompt.
const EARLIER_DEADLINE_MS = 15_000;

/** Delivers what earlier runs could not, after a run that MLflow took; what goes wrong waits for train:sync. */
export async function deliverEarlier(deps: SyncDeps): Promise<void> {
  const deadline = Date.now() + EARLIER_DEADLINE_MS;
  for (const runDir of runDirs(deps.places.root).filter((folder) => !isToldTheEnd(folder))) {
    const left = deadline - Date.now();
    if (left <= 0 || deps.stop.asked) return;
    const { line, outcome } = await deliver(runDir, deps, left);
    if (outcome?.state === 'delivered') deps.terminal.write(`MLflow now has run ${basename(runDir)} too: ${line}\n`);
  }
}

function waiting(left: number, { message }: TrackingOutcome): AppError {
  return new AppError('tracking.unreachable', `${left} of the runs wait for MLflow. ${message ?? ''}`.trim(), {
    hint: 'Nothing is lost: run train:sync again once MLflow answers.',
  });
}

interface Delivery {
  readonly line: string;
  readonly outcome?: TrackingOutcome;
}

async function deliver(runDir: string, deps: SyncDeps, deadlineMs = DEADLINE_MS): Promise<Delivery> {
  let lock: RunLock | undefined;
  try {
    lock = await taken(runDir);
    if (lock === undefined) return { line: 'goes on now: its own command delivers it' };
    const abandoned = livingProcesses(openRun(runDir)).length === 0;
    const tracker = deps.track(runDir, { abandoned, verify: true });
    deps.stop.onChange(() => void tracker.close({ deadlineMs: 0 }));
    const outcome = await tracker.close({ deadlineMs });
    return { line: inWords(tracker, outcome), outcome };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { line: error.message, outcome: { state: 'refused', runUrl: null, message: error.message } };
  } finally {
    await lock?.release();
  }
}

async function taken(runDir: string): Promise<RunLock | undefined> {
  try {
    return await lockRun(runDir);
  } catch (error) {
    if (error instanceof AppError && error.code === 'run.locked') return undefined;
    throw error;
  }
}

function inWords({ delivered: { events, files } }: Tracker, { state, runUrl, message }: TrackingOutcome): string {
  const counts = [`${events} ${events === 1 ? 'event' : 'events'}`, `${files} ${files === 1 ? 'file' : 'files'}`];
  if (state !== 'delivered') return `${state}: ${message ?? ''}`;
  const what = events + files === 0 ? 'already there' : `delivered ${counts.join(', ')}`;
  return `${what}: ${runUrl ?? ''}${message === null ? '' : ` (${message})`}`;
}
