import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { FinalRunStatus } from '@naru/mlflow-js-client';

import type { RunFacts } from './run-facts.ts';

/** How the last attempt of a run ended, as MLflow is told. */
export interface Ending {
  readonly status: FinalRunStatus;
  readonly at: number;
  /** Of error-codes.json; null for a finished run. */
  readonly code: string | null;
  readonly message: string | null;
}

/**
 * The end of the last attempt: what the launcher found out, else what the job told; null while it goes on.
 *
 * The launcher's word counts for more: a job may say that it finished and then crash.
 */
export function endingOf(runDir: string, { started, terminal }: RunFacts): Ending | null {
  const outcome = readOutcome(runDir);
  if (outcome !== null && outcome.at >= (started?.at ?? 0)) return failed(outcome.code, outcome.message, outcome.at);
  if (terminal?.type === 'run.finished') return { status: 'FINISHED', at: terminal.at, code: null, message: null };
  return terminal === null ? null : failed(terminal.code, terminal.message, terminal.at);
}

/** Of a run whose processes are gone and have not said a word. */
export function abandoned(lastEventAt: number): Ending {
  return failed('job.crashed', 'The run ended without a word; neither its job nor its launcher lives.', lastEventAt);
}

function failed(code: string, message: string, at: number): Ending {
  return { status: code === 'cancelled' ? 'KILLED' : 'FAILED', at, code, message };
}

interface Outcome {
  readonly code: string;
  readonly message: string;
  readonly at: number;
}

function readOutcome(runDir: string): Outcome | null {
  try {
    const { code, message, at } = JSON.parse(readFileSync(join(runDir, 'outcome.json'), 'utf8')) as Partial<Outcome>;
    return typeof code === 'string' && typeof at === 'number' ? { code, message: message ?? code, at } : null;
  } catch {
    return null;
  }
}
