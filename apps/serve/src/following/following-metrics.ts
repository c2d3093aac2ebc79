import { Counter, Gauge, type Registry } from 'prom-client';

import type { FollowingState } from './following-state.ts';

/** What is in production, as /metrics tells it. */
export class FollowingMetrics {
  readonly #info: Gauge = new Gauge({
    name: 'naru_production_info',
    help: 'What who names no model gets: 1, by the labels.',
    labelNames: ['model', 'version', 'follows'],
    registers: [],
  });
  readonly #reachable: Gauge = new Gauge({
    name: 'naru_registry_reachable',
    help: '1 where MLflow answered when it was asked last.',
    registers: [],
  });
  readonly #differs: Gauge = new Gauge({
    name: 'naru_production_differs',
    help: '1 while the alias means another model than is served.',
    registers: [],
  });
  readonly #switches: Counter = new Counter({
    name: 'naru_production_switches_total',
    help: 'Changes of the alias, by what became of them.',
    labelNames: ['result'],
    registers: [],
  });

  addTo(registry: Registry): void {
    for (const metric of [this.#info, this.#reachable, this.#differs, this.#switches]) registry.registerMetric(metric);
  }

  show({ follows, production, wanted, registry }: FollowingState): void {
    this.#info.reset();
    this.#info.set({ model: production.model, version: production.version ?? '', follows }, 1);
    this.#reachable.set(registry.reachable ? 1 : 0);
    this.#differs.set(wanted === null ? 0 : 1);
  }

  count(result: 'switched' | 'refused'): void {
    this.#switches.inc({ result });
  }
}
