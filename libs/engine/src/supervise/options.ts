import type { EngineConfig, EngineKindDriver } from '../kinds/engine-kind.ts';

/** How patient a supervisor is; milliseconds. */
export interface SupervisionTimes {
  /** From one canary to the next, of an engine that gives no token meanwhile. */
  readonly canaryMs: number;
  /** How long a canary may take. */
  readonly canaryAnswerMs: number;
  /** Before the first restart; doubled each time up to `longestBackoffMs`. */
  readonly backoffMs: number;
  readonly longestBackoffMs: number;
  /** Having run well for so long, the next end counts as the first. */
  readonly wellAfterMs: number;
  /** How long a request waits for an engine that is starting again. */
  readonly waitForReadyMs: number;
  /** How long answers may go on of an adapter, or a process, that is to end. */
  readonly drainMs: number;
  /** From SIGTERM to SIGKILL. */
  readonly graceMs: number;
}

export const DEFAULT_TIMES: SupervisionTimes = {
  canaryMs: 15_000,
  canaryAnswerMs: 20_000,
  backoffMs: 250,
  longestBackoffMs: 30_000,
  wellAfterMs: 60_000,
  waitForReadyMs: 15_000,
  drainMs: 120_000,
  graceMs: 10_000,
};

/** Two canaries in a row: one may have met a moment's load. */
export const CANARIES_MISSED = 2;

export interface SupervisorOptions {
  readonly kind: EngineKindDriver;
  readonly config: EngineConfig;
  /** Where it listens first; 0: any free port. */
  readonly port: number;
  /** Folder of its records, links and names. */
  readonly stateDir: string;
  readonly logFile: string;
  readonly times?: Partial<SupervisionTimes> | undefined;
  /** Told what happens, in words for a log. */
  readonly onEvent?: ((text: string) => void) | undefined;
}
