/** One thing that has to work before requests are taken: the database, an engine. */
export interface HealthCheck {
  /** Its name in the answer of /readyz. */
  readonly name: string;
  /** Rejects when it does not work. */
  check(signal: AbortSignal): Promise<void>;
}
