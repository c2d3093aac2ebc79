import { promote } from '../../stages/promote.ts';
import { startCanary, type ServeApi } from '../../stages/canary.ts';
import { keyOf } from '../input-hash.ts';
import type { LoopStep } from '../step.ts';

/** A better model goes where the policy says: into a canary, into production, or before a person. */
export function releaseStep(serve: ServeApi): LoopStep {
  return {
    name: 'release',
    title: 'Release it, as the policy says',
    plan: ({ policy, made }) => {
      const { adapter, evalId, verdict } = made;
      if (evalId === undefined) return Promise.resolve({ skip: 'there is nothing to release' });
      if (verdict !== 'better')
        return Promise.resolve({ skip: `${adapter ?? ''} is ${verdict ?? ''}: it stays where it is` });
      if (policy.on_better === 'wait') return Promise.resolve({ skip: `a person decides: ${byHand(adapter, evalId)}` });
      const { on_better: onBetter, canary } = policy;
      return Promise.resolve({
        key: keyOf({ step: 'release', adapter: made['adapterSha256'], evalId, onBetter, canary }),
      });
    },
    // What came of it since is the registry's business: it is released once.
    isThere: () => Promise.resolve(true),
    run: async ({ policy, made, stage, print }) => {
      const [adapter, evalId] = [made['adapter'] ?? '', made['evalId'] ?? ''];
      if (policy.on_better === 'promote') {
        await promote({ adapter, evalId }, stage);
        return { made: { released: 'promote' } };
      }
      const canaryId = await startCanary(
        { adapter, adapterSha256: made['adapterSha256'] ?? '', evalId, canary: policy.canary },
        serve,
      );
      print(`  ${adapter} is a canary: ${new URL('/models/canary', serve.url).href}`);
      return { made: { released: 'canary', canaryId } };
    },
  };
}

const byHand = (adapter: string | null | undefined, evalId: string | null): string =>
  `npx nx run evaluate:promote --adapter=${adapter ?? ''} --report=${evalId ?? ''}`;
