import type { TrainJob } from '@naru/contracts';
import { connectTo, type MlflowSettings } from '@naru/mlflow-server';

import { openRun } from '../job/index.ts';
import { RunDelivery, type Connect, type Delivered, type TrackerLog } from './run-delivery.ts';
import { troubleOf, type Trouble } from './trouble.ts';
import { Waiting } from './waiting.ts';

export interface TrackerOptions {
  /** models/fine-tuned/<runId>; holds job.json and events.jsonl. */
  readonly runDir: string;
  readonly settings: MlflowSettings;
  readonly log: TrackerLog;
  /** Folder of a local server's log, from the workspace root. */
  readonly logDir?: string;
  /** Neither the run's job nor its launcher lives: where it told no end, it ended without a word. */
  readonly abandoned?: boolean;
  /** Asks MLflow for the run even where tracking.json says that all is there: the store may be a new one. */
  readonly verify?: boolean;
  /** How a connection is made; by default as the settings say. */
  readonly connect?: Connect;
  readonly timing?: Partial<Timing>;
}

export interface Timing {
  /** Between two looks at the events: the run's page is never older. */
  readonly flushMs: number;
  /** Wait after the first failure; doubled with each. */
  readonly backoffMs: number;
  readonly longestBackoffMs: number;
}

/** What is left to do. `refused`: MLflow answered and will not take it; `message` says what to do. */
export interface TrackingOutcome {
  readonly state: 'delivered' | 'pending' | 'refused';
  readonly runUrl: string | null;
  readonly message: string | null;
}

/** Delivers one run's events to MLflow at its own pace. Nothing here throws into the launcher. */
export interface Tracker {
  /** Returns at once. */
  start(): void;
  /** The page of the run in MLflow's UI, once it is known. */
  readonly runUrl: string | null;
  /** What this tracker has delivered. */
  readonly delivered: Delivered;
  /**
   * Delivers what is there now, for at most `deadlineMs`; the rest stays for `train:sync`.
   *
   * Called again with less time, it ends sooner.
   */
  close(options: { readonly deadlineMs: number }): Promise<TrackingOutcome>;
}

// Each delivery costs the server some 20 ms of a core that the training may want.
const TIMING: Timing = { flushMs: 5000, backoffMs: 1000, longestBackoffMs: 30_000 };
// At the end a person waits: what fails so often is left for train:sync.
const LONGEST_BACKOFF_AT_CLOSE_MS = 1000;
const FAILURES_AT_CLOSE = 5;

export function createTracker(options: TrackerOptions): Tracker {
  return new RunTracker(options);
}

class RunTracker implements Tracker {
  readonly #options: TrackerOptions;
  readonly #timing: Timing;
  readonly #abort = new AbortController();
  readonly #waiting = new Waiting();
  #loop: Promise<void> | undefined;
  #delivery: RunDelivery | undefined;
  #closing = false;
  #trouble: Trouble | undefined;

  constructor(options: TrackerOptions) {
    this.#options = options;
    this.#timing = { ...TIMING, ...options.timing };
  }

  get runUrl(): string | null {
    return this.#delivery?.runUrl ?? null;
  }

  get delivered(): Delivered {
    return this.#delivery?.delivered ?? { events: 0, files: 0 };
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  async close({ deadlineMs }: { readonly deadlineMs: number }): Promise<TrackingOutcome> {
    this.#closing = true;
    this.start();
    this.#waiting.wake();
    const deadline = setTimeout(() => {
      this.#abort.abort(new Error('the time for tracking is over'));
      this.#waiting.wake();
    }, deadlineMs).unref();
    await this.#loop;
    clearTimeout(deadline);
    return this.#outcome();
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#abort.signal.aborted;) {
      const closing = this.#closing;
      try {
        this.#delivery ??= new RunDelivery(this.#deliveryOptions());
        await this.#delivery.pass(closing);
        this.#trouble = undefined;
        failures = 0;
        if (closing) break;
      } catch (error) {
        failures += 1;
        await this.#note(error);
        if (closing && this.#isHopeless(failures)) break;
      }
      if (this.#closing && !closing) {
        failures = 0;
        continue;
      }
      await this.#waiting.pause(failures === 0 ? this.#timing.flushMs : this.#backoff(failures));
    }
    await this.#delivery?.disconnect();
  }

  #isHopeless(failures: number): boolean {
    return this.#trouble?.state === 'refused' || failures >= FAILURES_AT_CLOSE;
  }

  #backoff(failures: number): number {
    const longest = this.#closing ? LONGEST_BACKOFF_AT_CLOSE_MS : this.#timing.longestBackoffMs;
    return Math.min(longest, this.#timing.backoffMs * 2 ** Math.min(failures - 1, 16));
  }

  async #note(error: unknown): Promise<void> {
    await this.#delivery?.disconnect();
    if (this.#abort.signal.aborted) {
      this.#trouble ??= { state: 'pending', message: 'MLflow was too slow' };
      return;
    }
    const trouble = troubleOf(error);
    if (trouble.message !== this.#trouble?.message) {
      this.#options.log.warn({ err: error, state: trouble.state }, `tracking waits: ${trouble.message}`);
    }
    this.#trouble = trouble;
  }

  #outcome(): TrackingOutcome {
    const { runUrl } = this;
    if (this.#trouble !== undefined) return { ...this.#trouble, runUrl };
    if (this.#abort.signal.aborted) return { state: 'pending', runUrl, message: 'MLflow was too slow' };
    return { state: 'delivered', runUrl, message: this.#delivery?.notice ?? null };
  }

  #deliveryOptions(): ConstructorParameters<typeof RunDelivery>[0] {
    const { runDir, settings, log, logDir = 'logs', abandoned = false, verify = false, connect } = this.#options;
    const job: TrainJob = openRun(runDir).job;
    const signal = this.#abort.signal;
    const byDefault: Connect = (until) => connectTo(settings, { logDir, signal: until });
    return { job, settings, abandoned, verify, connect: connect ?? byDefault, signal, log };
  }
}
