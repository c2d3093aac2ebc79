import { setTimeout as sleep } from 'node:timers/promises';

import { MlflowSettings } from '@naru/mlflow-server';
import type { FakeMlflow, FakeRun } from '@naru/mlflow-js-client/testing';

import { createTracker, type Tracker, type TrackerOptions, type TrackingOutcome } from '../tracking/index.ts';
import type { ScriptedRun } from './scripted-run.ts';

export const silent = { info: () => undefined, warn: () => undefined };
export const timing = { flushMs: 10, backoffMs: 10, longestBackoffMs: 40 };

const PATIENCE_MS = 25_000;

/** A tracker in a hurry. */
export function trackerOf(run: ScriptedRun, mlflow: FakeMlflow, over: Partial<TrackerOptions> = {}): Tracker {
  const settings = Object.assign(new MlflowSettings(), { trackingUri: mlflow.url });
  return createTracker({ runDir: run.runDir, settings, log: silent, timing, ...over });
}

export const closed = (tracker: Tracker, deadlineMs = PATIENCE_MS): Promise<TrackingOutcome> =>
  tracker.close({ deadlineMs });

export async function until(condition: () => boolean): Promise<void> {
  const since = performance.now();
  while (!condition()) {
    if (performance.now() - since > PATIENCE_MS) throw new Error('it did not come to pass');
    await sleep(5);
  }
}

/** The one run that the server holds. */
export function onlyRun(mlflow: FakeMlflow): FakeRun {
  const [run, ...others] = [...mlflow.state.runs.values()].filter((one) => !one.deleted);
  if (run === undefined || others.length > 0) throw new Error(`${others.length} runs too many, or none`);
  return run;
}

export function steps(mlflow: FakeMlflow, key: string): number[] {
  return onlyRun(mlflow).points.flatMap((point) => (point.key === key ? [point.step] : []));
}

export function artifacts(mlflow: FakeMlflow): string[] {
  return [...mlflow.state.artifacts.keys()].map((path) => path.split('/artifacts/')[1] ?? path).sort();
}

export function artifact(mlflow: FakeMlflow, name: string): string {
  const found = [...mlflow.state.artifacts].find(([path]) => path.endsWith(`/artifacts/${name}`));
  return found?.[1].toString('utf8') ?? '';
}
