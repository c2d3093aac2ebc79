import { relative } from 'node:path';

import { withLogContext } from '@naru/logging';
import { exitStatusOf } from '@naru/contracts';
import { showError, shownError } from '@naru/terminal';

import { writeDurably, type RunFolder, type RunLock } from '../job/index.ts';
import { livingProcesses, logPath, startProcesses, superviseRun, type RunOutcome } from '../launch/index.ts';
import { ProgressView, summaryLines, type RunState } from '../progress/index.ts';
import type { Tracker, TrackingOutcome } from '../tracking/index.ts';
import type { CommandContext } from './context.ts';
import { labelOf } from './label.ts';
import { deliverEarlier } from './sync.ts';

/** A run that this process owns. */
export interface OwnedRun {
  readonly folder: RunFolder;
  readonly lock: RunLock;
  /** Its job was begun by a launcher that is gone: it is followed, not started. */
  readonly adopted: boolean;
}

interface Ended {
  readonly folder: RunFolder;
  readonly outcome: RunOutcome;
  readonly tracked: TrackingOutcome;
  readonly state: RunState;
}

// A tracking server that is up takes the rest in a second; one that is not must not keep a person waiting.
const TRACKING_DEADLINE_MS = 20_000;

/**
 * Runs the jobs side by side in one view, tracks them, and tells what became of each.
 *
 * @returns the exit status: 0 only when every run is finished
 */
export async function executeRuns(runs: readonly OwnedRun[], context: CommandContext): Promise<number> {
  const { places, terminal, stop } = context;
  const inRoot = (path: string): string => relative(places.root, path);
  const view = new ProgressView(
    terminal,
    runs.map(({ folder }) => ({ label: labelOf(folder.job), refusedPath: inRoot(`${folder.runDir}/refused.jsonl`) })),
  );
  stop.onChange(() => view.stopping(stopNotice(stop.insisted, context.launch.graceMs)));
  view.start();
  const ended = await Promise.all(runs.map((run, index) => execute(run, index, view, context)));
  view.stop();
  for (const run of ended) tell(run, context, inRoot);
  if (ended.every(({ tracked }) => tracked.state === 'delivered')) await deliverEarlier(context);
  const failed = ended.find(({ outcome }) => outcome.state === 'failed')?.outcome;
  return failed?.state === 'failed' ? exitStatusOf(failed.code) : 0;
}

function stopNotice(insisted: boolean, graceMs: number): string {
  if (insisted) return 'Ended at once; what came after the last checkpoint is lost.';
  return `Stopping; a run in training writes a checkpoint first, for at most ${Math.round(graceMs / 1000)} s. Ctrl-C again ends it at once.`;
}

async function execute(run: OwnedRun, index: number, view: ProgressView, context: CommandContext): Promise<Ended> {
  const { folder } = run;
  return withLogContext({ runId: folder.job.runId }, async () => {
    const tracker = context.track(folder.runDir);
    try {
      tracker.start();
      const outcome = await follow(run, index, view, context);
      context.log.info({ outcome }, 'the job ended');
      await noteUntold(folder, outcome, context);
      const tracked = await closed(tracker, context);
      return { folder, outcome, tracked, state: view.state(index) };
    } finally {
      await run.lock.release();
    }
  });
}

/** Whatever goes wrong with one run is its own outcome: the other one goes on. */
async function follow(run: OwnedRun, index: number, view: ProgressView, context: CommandContext): Promise<RunOutcome> {
  const { folder, adopted } = run;
  try {
    return await superviseRun({
      run: folder,
      start: () => (adopted ? Promise.resolve(livingProcesses(folder)) : startProcesses(folder, context.makeCommand)),
      adopted,
      observer: { onEvent: (event, earlier) => view.onEvent(index, event, earlier) },
      stop: context.stop,
      settings: context.launch,
      log: context.log,
    });
  } catch (error) {
    context.log.error({ err: error }, 'the run cannot be followed');
    const { code, message, hint } = shownError(error);
    return { state: 'failed', code, message, hint: hint ?? null, told: false, logTail: [] };
  }
}

/** Tracking learns from outcome.json what the job did not tell. */
async function noteUntold({ runDir }: RunFolder, outcome: RunOutcome, { log }: CommandContext): Promise<void> {
  if (outcome.state === 'finished' || outcome.told) return;
  const { code, message } = outcome;
  try {
    await writeDurably(`${runDir}/outcome.json`, `${JSON.stringify({ code, message, at: Date.now() })}\n`);
  } catch (error) {
    log.warn({ err: error }, 'outcome.json cannot be written');
  }
}

async function closed(tracker: Tracker, { stop, log }: CommandContext): Promise<TrackingOutcome> {
  const insisted = new Promise<TrackingOutcome>((leave) => {
    const look = (): void => {
      if (stop.insisted) leave({ state: 'pending', runUrl: tracker.runUrl, message: 'not waited for' });
    };
    stop.onChange(look);
    look();
  });
  try {
    return await Promise.race([tracker.close({ deadlineMs: TRACKING_DEADLINE_MS }), insisted]);
  } catch (error) {
    log.warn({ err: error }, 'tracking could not be closed');
    return { state: 'pending', runUrl: tracker.runUrl, message: (error as Error).message };
  }
}

function tell(
  { folder, outcome, tracked, state }: Ended,
  context: CommandContext,
  inRoot: (path: string) => string,
): void {
  const { terminal } = context;
  const log = inRoot(logPath(folder.runDir, 0));
  if (outcome.state === 'finished') {
    const places = { runDir: inRoot(folder.runDir), log, mlflow: mlflowText(tracked) };
    terminal.write(
      `\n${summaryLines(labelOf(folder.job), { ...state, finished: outcome.event }, places, terminal).join('\n')}\n`,
    );
    return;
  }
  const resume = outcome.hint?.includes('train:resume') === true || outcome.code === 'cancelled';
  terminal.write(`\n${labelOf(folder.job)} (${inRoot(folder.runDir)}):\n`);
  showError(terminal, { ...outcome, hint: resume ? resumeHint(folder) : outcome.hint, log });
  if (tracked.state !== 'delivered') terminal.write(`MLflow: ${mlflowText(tracked)}\n`);
}

const resumeHint = ({ job }: RunFolder): string => `Go on with it: npx nx run train:resume --run=${job.runId}`;

function mlflowText({ state, runUrl, message }: TrackingOutcome): string {
  if (state === 'delivered') return `${runUrl ?? 'delivered'}${message === null ? '' : ` (${message})`}`;
  if (state === 'refused') return message ?? 'refused';
  return `not delivered yet${message === null ? '' : ` (${message})`}: npx nx run train:sync`;
}
