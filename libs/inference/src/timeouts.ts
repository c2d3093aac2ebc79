/** Limits of one request, in milliseconds. */
export interface Timeouts {
  /** Until the connection stands. Taken when a client is made; a call cannot change it. */
  readonly connectMs: number;
  /** From the request to the answer's headers, of a stream. */
  readonly headersMs: number;
  /** From the request to the first event of a stream. Holds the queue and the whole prompt. */
  readonly firstTokenMs: number;
  /** From one event of a stream to the next. */
  readonly betweenTokensMs: number;
  /** The whole answer. */
  readonly wholeMs: number;
}

export const DEFAULT_TIMEOUTS: Timeouts = {
  connectMs: 3000,
  headersMs: 60_000,
  firstTokenMs: 120_000,
  betweenTokensMs: 30_000,
  wholeMs: 900_000,
};
