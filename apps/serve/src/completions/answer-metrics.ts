import { FIRST_TOKEN_BUCKETS, TOKEN_TIME_BUCKETS } from '@naru/nest';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** Where an answer goes. */
export type AnswerKind = 'completion' | 'conversation';

/** One answer as it is made. */
export interface AnswerWatch {
  token(): void;
  end(tokens: number): void;
}

/** Answers under way, their tokens, and how fast they come; by model and adapter. */
export class AnswerMetrics {
  readonly #answers: Counter;
  readonly #tokens: Counter;
  readonly #running: Gauge;
  readonly #first: Histogram;
  readonly #each: Histogram;
  readonly #underWay = new Map<string, number>();

  constructor() {
    const shared = { registers: [], labelNames: ['model', 'kind'] };
    this.#answers = new Counter({ ...shared, name: 'naru_answers_total', help: 'Answers that were begun.' });
    this.#tokens = new Counter({ ...shared, name: 'naru_answer_tokens_total', help: 'Tokens of answers.' });
    this.#running = new Gauge({ ...shared, name: 'naru_answers_running', help: 'Answers under way.' });
    this.#first = new Histogram({
      ...shared,
      name: 'naru_first_token_seconds',
      help: 'From the request to the first token.',
      buckets: FIRST_TOKEN_BUCKETS,
    });
    this.#each = new Histogram({
      ...shared,
      name: 'naru_token_seconds',
      help: 'Time of each token after the first, averaged over its answer.',
      buckets: TOKEN_TIME_BUCKETS,
    });
  }

  addTo(registry: Registry): void {
    for (const metric of [this.#answers, this.#tokens, this.#running, this.#first, this.#each]) {
      registry.registerMetric(metric);
    }
  }

  /** Answers under way: of one model, or of all. */
  running(model?: string): number {
    if (model !== undefined) return this.#underWay.get(model) ?? 0;
    return [...this.#underWay.values()].reduce((sum, each) => sum + each, 0);
  }

  begin(model: string, kind: AnswerKind): AnswerWatch {
    const labels = { model, kind };
    const begun = performance.now();
    let first = 0;
    this.#answers.inc(labels);
    this.#running.inc(labels);
    this.#underWay.set(model, this.running(model) + 1);
    return {
      token: () => {
        if (first !== 0) return;
        first = performance.now();
        this.#first.observe(labels, (first - begun) / 1000);
      },
      end: (tokens) => {
        this.#running.dec(labels);
        this.#underWay.set(model, this.running(model) - 1);
        this.#tokens.inc(labels, tokens);
        if (first !== 0 && tokens > 1) this.#each.observe(labels, (performance.now() - first) / 1000 / (tokens - 1));
      },
    };
  }
}
