import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { writeFileAtomically } from '@naru/files';

import type { LastSteps } from './points.ts';

/**
 * What of a run stands in MLflow: `<runDir>/tracking.json`.
 *
 * It is written after MLflow has taken something. A kill between the two makes the next delivery repeat a little,
 * which MLflow keeps once; so this file saves work, and only `lastSteps` decides anything.
 */
export interface TrackingState {
  readonly v: 1;
  /** MLFLOW_TRACKING_URI that the rest is true of. */
  readonly server: string;
  readonly experimentId: string | null;
  readonly mlflowRunId: string | null;
  readonly artifactUri: string | null;
  /** Events up to this one are delivered; -1: none. */
  readonly deliveredSeq: number;
  /** Time of that event: a file that lost its end in a power cut has another one there. */
  readonly deliveredAt: number;
  readonly lastSteps: LastSteps;
  /** SHA-256 of the delivered description: parameters, tags, dataset. */
  readonly described: string | null;
  /** SHA-256 of each delivered artifact, by path. */
  readonly artifacts: Readonly<Record<string, string>>;
  readonly registered: { readonly name: string; readonly version: string } | null;
  /** The end that MLflow was told, and of which attempt. */
  readonly ended: { readonly status: string; readonly attempt: number } | null;
}

export function emptyState(server: string): TrackingState {
  return {
    v: 1,
    server,
    experimentId: null,
    mlflowRunId: null,
    artifactUri: null,
    deliveredSeq: -1,
    deliveredAt: 0,
    lastSteps: {},
    described: null,
    artifacts: {},
    registered: null,
    ended: null,
  };
}

const pathOf = (runDir: string): string => join(runDir, 'tracking.json');

/** The state of a run at a server; empty where there is none, none that can be read, or one of another server. */
export function readState(runDir: string, server: string): TrackingState {
  try {
    const state = JSON.parse(readFileSync(pathOf(runDir), 'utf8')) as Partial<TrackingState>;
    if (state.v === 1 && state.server === server) return { ...emptyState(server), ...state };
  } catch {
    // Nothing is lost: everything is delivered again, and MLflow keeps it once.
  }
  return emptyState(server);
}

/** Whether MLflow was told the end of the run's last attempt, as far as tracking.json tells; cheap. */
export function isToldTheEnd(runDir: string): boolean {
  try {
    return (JSON.parse(readFileSync(pathOf(runDir), 'utf8')) as Partial<TrackingState>).ended != null;
  } catch {
    return false;
  }
}

export async function writeState(runDir: string, state: TrackingState): Promise<void> {
  await writeFileAtomically(pathOf(runDir), `${JSON.stringify(state, null, 2)}\n`);
}
