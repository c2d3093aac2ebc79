import { exitStatusOf, isErrorCode, type ErrorCode, type RunFinished } from '@naru/contracts';

import type { TerminalEvent } from './event-reader.ts';
import type { ProcessEnd } from './job-process.ts';

/** Why the launcher ended the job, if it did. */
export type EndedFor = 'nothing' | 'stop' | 'insisted' | 'hung' | 'garbage' | 'peer';

/** All that is known of a job that ended. */
export interface JobEnd {
  /** Terminal events of this attempt. */
  readonly terminals: readonly TerminalEvent[];
  /** One a process, by rank. */
  readonly ends: readonly ProcessEnd[];
  readonly endedFor: EndedFor;
  /** Rank of the first process that ended badly, before the launcher ended any; -1: none did. */
  readonly failedFirst: number;
  /** Lines of events.jsonl that were no events. */
  readonly garbage: number;
  readonly unreadable: string | undefined;
  readonly hangMinutes: number;
  /** The last lines of the job's log. */
  readonly logTail: readonly string[];
}

export type RunOutcome =
  | { readonly state: 'finished'; readonly event: RunFinished }
  | {
      readonly state: 'failed';
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint: string | null;
      /** Whether the job itself told this in its terminal event. */
      readonly told: boolean;
      /** Worth showing: the job did not say what happened. */
      readonly logTail: readonly string[];
    };

/**
 * What became of a run: exactly one terminal event that agrees with the exit status, else a crash.
 */
export function decideOutcome(end: JobEnd): RunOutcome {
  if (end.unreadable !== undefined)
    return untold(end, 'job.garbage', end.unreadable, 'The job is of another version than the launcher.');
  const [terminal, another] = end.terminals;
  if (terminal === undefined) return withoutWord(end);
  if (another !== undefined) return untold(end, 'job.crashed', 'The job told its end twice.');
  const disagreement = disagreementOf(terminal, end.ends);
  if (disagreement !== undefined) return untold(end, 'job.crashed', disagreement);
  if (terminal.type === 'run.finished') return { state: 'finished', event: terminal };
  if (!isErrorCode(terminal.code)) return untold(end, 'internal', `${terminal.code}: ${terminal.message}`);
  const { code, message, hint } = terminal;
  return { state: 'failed', code, message, hint, told: true, logTail: code === 'internal' ? end.logTail : [] };
}

function disagreementOf(terminal: TerminalEvent, ends: readonly ProcessEnd[]): string | undefined {
  const said = terminal.type === 'run.finished' ? 'finished' : `failed with ${terminal.code}`;
  const expected =
    terminal.type === 'run.finished' ? 0 : isErrorCode(terminal.code) ? exitStatusOf(terminal.code) : undefined;
  const [first] = ends;
  if (first !== undefined && isKnown(first) && expected !== undefined && first.code !== expected) {
    return `The job said that it ${said}, but ended ${inWords(first)}.`;
  }
  const other = ends.findIndex((one, rank) => rank > 0 && isKnown(one) && one.code !== 0);
  if (terminal.type === 'run.finished' && other > 0) {
    return `The job said that it finished, but process ${other} ended ${inWords(ends[other])}.`;
  }
  return undefined;
}

// A job that outlived its launcher and its keeper leaves no status; its word has to do.
const isKnown = (end: ProcessEnd): boolean => end.code !== null || end.signal !== null;

function withoutWord(end: JobEnd): RunOutcome {
  switch (end.endedFor) {
    case 'stop':
    case 'insisted': {
      const why = end.endedFor === 'insisted' ? 'by force' : 'before it could write a checkpoint';
      return { ...untold(end, 'cancelled', `The run was ended ${why}.`, RESUMES), logTail: [] };
    }
    case 'hung':
      return untold(
        end,
        'job.hung',
        `The job told nothing and computed nothing for ${end.hangMinutes} minutes and was ended.`,
        RESUMES,
      );
    case 'peer':
    case 'nothing':
    case 'garbage':
      return crashed(end);
  }
}

const RESUMES = 'It resumes from its last checkpoint: npx nx run train:resume';

function crashed(end: JobEnd): RunOutcome {
  const log = end.logTail.join('\n');
  if (/No space left on device|Disk quota exceeded/.test(log)) {
    return untold(end, 'disk.full', 'The disk is full; the job could not even say so.', `Free some space. ${RESUMES}`);
  }
  const one = end.ends[Math.max(0, end.failedFirst)];
  if (end.ends.length > 1 && end.endedFor === 'peer') {
    return untold(end, 'peer.lost', `Process ${end.failedFirst} of ${end.ends.length} ended ${inWords(one)}.`, RESUMES);
  }
  if (end.garbage > 0 && one?.code === 0) {
    return untold(end, 'job.garbage', `The job ended, and ${end.garbage} lines of events.jsonl are no events.`);
  }
  return untold(end, 'job.crashed', `The job ended ${inWords(one)} and did not say why.`, hintOf(one));
}

function hintOf(end: ProcessEnd | undefined): string {
  if (end?.signal !== 'SIGKILL') return RESUMES;
  return `Often the machine's memory ran out: dmesg tells, a smaller batch_size or max_length helps. ${RESUMES}`;
}

function inWords(end: ProcessEnd | undefined): string {
  if (end === undefined || !isKnown(end)) return 'without leaving a status';
  return end.signal === null ? `with status ${end.code ?? 0}` : `by ${end.signal}`;
}

function untold(
  end: JobEnd,
  code: ErrorCode,
  message: string,
  hint: string | null = null,
): RunOutcome & { state: 'failed' } {
  return { state: 'failed', code, message, hint, told: false, logTail: end.logTail };
}
