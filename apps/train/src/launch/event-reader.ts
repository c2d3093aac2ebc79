import { checkJobEvent, type CheckedEvent, type JobEvent, type RunFailed, type RunFinished } from '@naru/contracts';

export type TerminalEvent = RunFinished | RunFailed;

/** What the reader logs to; a pino logger is one. */
export interface EventLog {
  info(detail: object, message: string): void;
  warn(detail: object, message: string): void;
}

const decoder = new TextDecoder('utf-8', { fatal: true });
// After so many lines in a row that are no events, nothing good will come.
const MOST_GARBAGE = 1000;
const SHOWN_CHARACTERS = 200;

/** Makes events of lines. What is no event is counted and logged; it ends a run only when nothing else comes. */
export class EventReader {
  readonly #runId: string;
  readonly #log: EventLog;
  #lastSeq = -1;
  #garbageInARow = 0;
  garbage = 0;
  /** Why the file cannot be read at all; undefined while it can. */
  unreadable: string | undefined;
  /** Terminal events of the attempt that is read now. */
  terminals: TerminalEvent[] = [];

  constructor(runId: string, log: EventLog) {
    this.#runId = runId;
    this.#log = log;
  }

  /** What was read so far is of earlier attempts. */
  beginAttempt(): void {
    this.terminals = [];
    this.garbage = 0;
    this.#garbageInARow = 0;
  }

  /** The event that a line holds, if it is one that was not read before. */
  accept(line: Buffer): JobEvent | undefined {
    if (line.length === 0) return undefined;
    const checked = checkJobEvent(parsed(line));
    if (checked.kind === 'event' && checked.event.runId === this.#runId) return this.#take(checked.event);
    if (checked.kind === 'unknown-type')
      this.#log.info({ type: checked.type }, 'an event of an unknown type is skipped');
    else this.#refuse(line, checked);
    return undefined;
  }

  #take(event: JobEvent): JobEvent | undefined {
    this.#garbageInARow = 0;
    if (event.seq <= this.#lastSeq) {
      this.#log.warn({ seq: event.seq, lastSeq: this.#lastSeq }, 'an event was written twice');
      return undefined;
    }
    if (event.seq > this.#lastSeq + 1) this.#log.warn({ seq: event.seq, lastSeq: this.#lastSeq }, 'events are missing');
    this.#lastSeq = event.seq;
    if (event.type === 'run.started') this.terminals = [];
    if (event.type === 'run.finished' || event.type === 'run.failed') this.terminals.push(event);
    return event;
  }

  #refuse(line: Buffer, checked: Exclude<CheckedEvent, { kind: 'unknown-type' }>): void {
    if (checked.kind === 'unknown-version' && checked.version !== undefined) {
      const version = JSON.stringify(checked.version);
      this.unreadable ??= `The job writes events of version ${version}; this launcher reads version 1.`;
      return;
    }
    this.garbage += 1;
    this.#garbageInARow += 1;
    const shown = line.subarray(0, SHOWN_CHARACTERS).toString('utf8');
    this.#log.warn({ line: shown, why: reasonOf(checked) }, 'a line of events.jsonl is no event');
    if (this.#garbageInARow >= MOST_GARBAGE) {
      this.unreadable ??= `The last ${MOST_GARBAGE} lines of events.jsonl are no events.`;
    }
  }
}

function reasonOf(checked: Exclude<CheckedEvent, { kind: 'unknown-type' }>): string {
  if (checked.kind === 'event') return `it is of run ${checked.event.runId}`;
  if (checked.kind === 'unknown-version') return 'it has no version';
  return checked.problems.map(({ field, message }) => `${field} ${message}`.trim()).join('; ');
}

function parsed(line: Buffer): unknown {
  try {
    return JSON.parse(decoder.decode(line)) as unknown;
  } catch {
    return undefined;
  }
}
