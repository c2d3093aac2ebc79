import { setTimeout as sleep } from 'node:timers/promises';

import type { JobEvent } from '@naru/contracts';

import type { RunFolder } from '../job/index.ts';
import { decideOutcome, type EndedFor, type RunOutcome } from './decide-outcome.ts';
import { EventReader, type EventLog } from './event-reader.ts';
import { EventTail } from './event-tail.ts';
import type { JobProcess, ProcessEnd } from './job-process.ts';
import type { LaunchSettings } from './launch-settings.ts';
import { Liveness } from './liveness.ts';
import { logTail } from './log-tail.ts';
import { logPath } from './processes.ts';
import type { StopRequests } from './stop-requests.ts';

export interface RunObserver {
  /** `earlier`: it was told before this command began to watch. */
  onEvent(event: JobEvent, earlier: boolean): void;
}

export interface Supervision {
  readonly run: RunFolder;
  /** Starts the job, or gives the processes of one that goes on; called once what was told earlier is read. */
  readonly start: () => Promise<readonly JobProcess[]>;
  /** The processes are those of an attempt that another launcher began. */
  readonly adopted: boolean;
  readonly observer: RunObserver;
  readonly stop: StopRequests;
  readonly settings: LaunchSettings;
  readonly log: EventLog;
}

/** Follows a run's job to its end, ends it when asked or when it hangs, and says what became of it. */
export async function superviseRun(supervision: Supervision): Promise<RunOutcome> {
  const { run, observer, log } = supervision;
  const reader = new EventReader(run.job.runId, log);
  const tail = new EventTail(run.job.eventsPath);
  const read = (earlier: boolean): boolean => {
    const events = tail.read().flatMap((line) => reader.accept(line) ?? []);
    for (const event of events) observer.onEvent(event, earlier);
    return events.length > 0;
  };
  try {
    read(true);
    if (!supervision.adopted) reader.beginAttempt();
    const processes = await supervision.start();
    const ending = new Ending(supervision, processes);
    for (;;) {
      const ends = processes.map((one) => one.end());
      if (read(false)) ending.seen();
      ending.look(ends, reader.unreadable !== undefined);
      if (ending.givenUp || ends.every((end) => end !== undefined)) return outcome(supervision, reader, ending, ends);
      await sleep(supervision.settings.pollMs);
    }
  } finally {
    tail.close();
  }
}

function outcome(
  { run, settings }: Supervision,
  reader: EventReader,
  ending: Ending,
  found: readonly (ProcessEnd | undefined)[],
): RunOutcome {
  const ends = found.map((end) => end ?? { code: null, signal: null });
  return decideOutcome({
    terminals: reader.terminals,
    ends,
    endedFor: ending.why,
    failedFirst: ending.failedFirst,
    garbage: reader.garbage,
    unreadable: reader.unreadable,
    hangMinutes: Math.round(settings.hangMs / 60_000),
    logTail: logTail(logPath(run.runDir, Math.max(0, ending.failedFirst))),
  });
}

const UNKILLABLE_MS = 15_000;

/** Decides when the job has to end, and sees to it: SIGTERM, and SIGKILL once the grace is over. */
class Ending {
  readonly #supervision: Supervision;
  readonly #processes: readonly JobProcess[];
  readonly #liveness: Liveness;
  #why: EndedFor = 'nothing';
  #since = 0;
  #killed: number | undefined;
  #failedAt: number | undefined;
  failedFirst = -1;

  constructor(supervision: Supervision, processes: readonly JobProcess[]) {
    this.#supervision = supervision;
    this.#processes = processes;
    this.#liveness = new Liveness(supervision.settings.hangMs, () => total(processes));
  }

  get why(): EndedFor {
    return this.#why;
  }

  /** A process that SIGKILL does not end waits in the kernel, as for a dead disk; nobody can end it. */
  get givenUp(): boolean {
    return this.#killed !== undefined && performance.now() - this.#killed > UNKILLABLE_MS;
  }

  seen(): void {
    this.#liveness.seen();
  }

  look(ends: readonly (ProcessEnd | undefined)[], unreadable: boolean): void {
    const { stop, settings } = this.#supervision;
    const now = performance.now();
    this.#noteFailure(ends, now);
    if (ends.every((end) => end !== undefined)) return;
    if (this.#why === 'nothing') this.#begin(this.#reason(now, unreadable), now);
    if (this.#why === 'stop' && stop.insisted) this.#why = 'insisted';
    if (this.#why === 'nothing' || this.#killed !== undefined) return;
    if (this.#why === 'insisted' || now - this.#since > settings.graceMs) this.#kill(now);
  }

  // One that has done its part may leave before rank 0, which still answers the samples and exports.
  #noteFailure(ends: readonly (ProcessEnd | undefined)[], now: number): void {
    if (this.#failedAt !== undefined) return;
    this.failedFirst = ends.findIndex((end) => end !== undefined && end.code !== 0);
    if (this.failedFirst >= 0) this.#failedAt = now;
  }

  #reason(now: number, unreadable: boolean): EndedFor {
    const { stop, settings } = this.#supervision;
    if (stop.asked) return 'stop';
    if (unreadable) return 'garbage';
    if (this.#failedAt !== undefined && now - this.#failedAt > settings.peerMs) return 'peer';
    return this.#liveness.isHung() ? 'hung' : 'nothing';
  }

  #begin(why: EndedFor, now: number): void {
    if (why === 'nothing') return;
    this.#why = why;
    this.#since = now;
    this.#supervision.log.info({ why }, 'the job is asked to end');
    for (const one of this.#processes) one.signal('SIGTERM');
  }

  #kill(now: number): void {
    this.#killed = now;
    this.#supervision.log.warn({ why: this.#why }, 'the job is killed');
    for (const one of this.#processes) one.signal('SIGKILL');
  }
}

function total(processes: readonly JobProcess[]): number | undefined {
  const each = processes.map((one) => one.cpuSeconds());
  return each.some((seconds) => seconds !== undefined)
    ? each.reduce<number>((sum, seconds) => sum + (seconds ?? 0), 0)
    : undefined;
}
