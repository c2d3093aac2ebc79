import type { Progress } from '@naru/terminal';

export type { Meter } from '@naru/terminal';

/** Tells how far a build is: on a terminal, in a job's events, or nowhere. */
export interface BuildProgress extends Progress {
  /** Told once the dataset is there. */
  published?(id: string): void;
}
