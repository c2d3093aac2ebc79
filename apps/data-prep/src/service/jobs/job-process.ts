// Owns the process that a job is: what it tells, how it is ended. Does not know the database.
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

import type { ToldError, ToldLine } from '../../told/json-progress.ts';
import type { Children } from '../children.ts';

export interface Outcome {
  readonly datasetId: string | null;
  /** null: it went well. */
  readonly error: ToldError | null;
  /** What it said that is for the log only. */
  readonly said: string;
}

export interface JobProcess {
  readonly pid: number | undefined;
  readonly ended: Promise<Outcome>;
  /** Asks it to end, and ends it when it does not. */
  stop(): void;
}

const GRACE_MS = 10_000;
const MOST_ERROR_TEXT = 4000;
const MOST_REASON = 300;
/** As Node begins what it could not go on with: `SyntaxError: …`, `Error [ERR_MODULE_NOT_FOUND]: …`, `FATAL ERROR: …`. */
const FAULT = /^(?:\w*Error(?: \[\w+\])?|FATAL ERROR): /;

/** `told` is given each line as it comes, but for the last. */
export function startJob(children: Children, args: readonly string[], told: (line: ToldLine) => void): JobProcess {
  const child = children.start(['build', '--progress=json', '--endpoints=refused', ...args]);
  return {
    pid: child.pid,
    ended: outcomeOf(child, told),
    stop: () => {
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
    },
  };
}

async function outcomeOf(child: ChildProcess, told: (line: ToldLine) => void): Promise<Outcome> {
  const heard: { datasetId: string | null; error: ToldError | null } = { datasetId: null, error: null };
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-MOST_ERROR_TEXT)));
  const lines = child.stdout === null ? undefined : createInterface({ input: child.stdout });
  lines?.on('line', (text) => {
    const line = parsed(text);
    if (line === undefined) return;
    if (line.event === 'dataset') heard.datasetId = line.id;
    else if (line.event === 'failed') heard.error = line.error;
    else told(line);
  });
  const status = await new Promise<string>((resolve) => {
    child.once('error', (fault) => resolve(fault.message));
    child.once('close', (code, signal) => resolve(signal ?? String(code)));
  });
  const { datasetId, error } = heard;
  if (status === '0' && datasetId !== null) return { datasetId, error: null, said };
  return {
    datasetId: null,
    error: error ?? withoutAWord(status, said),
    said,
  };
}

/** It died before it could tell: in what it said on stderr stands why. */
function withoutAWord(status: string, said: string): ToldError {
  const lines = said.split('\n').map((line) => line.trim());
  const why = lines.findLast((line) => FAULT.test(line)) ?? lines.findLast((line) => line !== '');
  const message = `The build ended without a word (${status})`;
  return {
    code: 'internal',
    message: why === undefined ? `${message}.` : `${message}: ${why.slice(0, MOST_REASON)}`,
    hint: 'Start it again: this happens when its program is replaced as it starts. The log of the service has all that it said.',
  };
}

function parsed(text: string): ToldLine | undefined {
  try {
    return JSON.parse(text) as ToldLine;
  } catch {
    return undefined;
  }
}
