import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** Seconds to the first token: from a small model that is warm to a long prompt on a CPU. */
export const FIRST_TOKEN_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2.5, 5, 10, 20, 40, 80];

/** Seconds between two tokens: from 500 to one a second, and what stalls. */
export const TOKEN_TIME_BUCKETS = [0.002, 0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.06, 0.08, 0.12, 0.2, 0.4, 1, 2.5, 5];

/** Seconds of a request: from a health check to a long streamed answer. */
export const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** What /metrics shows. An app adds its own to `registry`. */
export class Metrics {
  readonly registry = new Registry();
  readonly #requests: Histogram<'method' | 'route' | 'status'>;

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    this.#requests = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Requests by method, route and status; "aborted" where the client left first.',
      labelNames: ['method', 'route', 'status'],
      buckets: REQUEST_BUCKETS,
      registers: [this.registry],
    });
  }

  request(method: string, route: string, status: number | 'aborted', seconds: number): void {
    this.#requests.observe({ method, route, status }, seconds);
  }
}
