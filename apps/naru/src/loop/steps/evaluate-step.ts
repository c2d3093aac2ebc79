import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { evaluate, resultsOf } from '../../stages/evaluate.ts';
import { keyOf } from '../input-hash.ts';
import type { LoopStep } from '../step.ts';

const GATES = 'apps/evaluate/gates';

/**
 * A verdict on the adapter, against what is in production.
 *
 * @param production SHA-256 of the adapters in production
 */
export function evaluateStep(production: () => Promise<ReadonlySet<string>>): LoopStep {
  return {
    name: 'evaluate',
    title: 'Hold it against what is in production',
    plan: async ({ policy, places, made, hashes }) => {
      const { gate, ...evaluation } = policy.evaluation;
      const adapter = made['adapterSha256'] ?? null;
      const current = await production();
      if (adapter !== null && current.has(adapter))
        return { skip: `${made['adapter'] ?? ''} is in production already` };
      const candidates = [resolve(places.cwd, gate), join(places.root, GATES, `${gate}.yaml`)];
      return {
        key: keyOf({
          ...{ step: 'evaluate', adapter, evaluation },
          baseline: evaluation.baseline === 'production' ? [...current].sort() : evaluation.baseline,
          gate: await hashes.of(candidates.find((path) => existsSync(path)) ?? gate),
          sets: await hashes.of(join(places.root, 'data', 'evaluation')),
        }),
      };
    },
    isThere: ({ evalId }, { places }) =>
      Promise.resolve(existsSync(join(resultsOf(places.root), evalId ?? '', 'report.json'))),
    run: async ({ policy, made, stage }) => {
      const { id, verdict } = await evaluate(made['adapter'] ?? '', policy.evaluation, stage);
      return { made: { evalId: id, verdict } };
    },
  };
}
