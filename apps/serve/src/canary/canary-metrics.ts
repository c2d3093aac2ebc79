import { Counter, Gauge, type Registry } from 'prom-client';

/** Canaries, as /metrics tells of them. */
export class CanaryMetrics {
  readonly #running: Gauge = new Gauge({
    name: 'naru_canary_running',
    help: '1 while a candidate is tried.',
    labelNames: ['candidate', 'mode'],
    registers: [],
  });
  readonly #conversations: Gauge = new Gauge({
    name: 'naru_canary_conversations',
    help: 'Conversations that the running canary has counted.',
    labelNames: ['side'],
    registers: [],
  });
  readonly #ended: Counter = new Counter({
    name: 'naru_canaries_ended_total',
    help: 'Canaries that this process ended, by how.',
    labelNames: ['state'],
    registers: [],
  });
  readonly #shadows: Counter = new Counter({
    name: 'naru_shadow_answers_total',
    help: 'Answers that nobody sees; dropped: the engine had people to answer.',
    labelNames: ['result'],
    registers: [],
  });

  addTo(registry: Registry): void {
    for (const metric of [this.#running, this.#conversations, this.#ended, this.#shadows])
      registry.registerMetric(metric);
  }

  show(running: { readonly candidate: string; readonly mode: string } | null): void {
    this.#running.reset();
    if (running !== null) this.#running.set({ ...running }, 1);
  }

  counted(side: 'candidate' | 'baseline', conversations: number): void {
    this.#conversations.set({ side }, conversations);
  }

  ended(state: string): void {
    this.#ended.inc({ state });
  }

  shadow(result: 'kept' | 'dropped' | 'failed'): void {
    this.#shadows.inc({ result });
  }
}
