import type { MlflowSettings } from '@naru/mlflow-server';

/** What a tracker logs to; a pino logger is one. */
export interface TrackerLog {
  info(detail: object, message: string): void;
  warn(detail: object, message: string): void;
}

export interface TrackerOptions {
  /** models/fine-tuned/<runId>; holds job.json and events.jsonl. */
  readonly runDir: string;
  readonly settings: MlflowSettings;
  readonly log: TrackerLog;
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
  /** Delivers what is there now, for at most `deadlineMs`; the rest stays for `train:sync`. */
  close(options: { readonly deadlineMs: number }): Promise<TrackingOutcome>;
}

export function createTracker(_options: TrackerOptions): Tracker {
  return {
    runUrl: null,
    start: () => undefined,
    close: () => Promise.resolve({ state: 'pending', runUrl: null, message: null }),
  };
}
