import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import type { PromoterArguments } from './testing/promoter.ts';
import { NOW, scratchRegistry } from './testing/index.ts';

const PROMOTER = join(import.meta.dirname, '../dist/testing/promoter.js');
const TIMEOUT_MS = 300_000;

/** The requests to MLflow in which the process dies: each is carried out, and its answer heard by nobody. */
const KILLED_IN = [
  { on: 'registered-models/set-tag', after: 0 }, // the row is written, nothing else
  { on: 'registered-models/alias', after: 1 },
  { on: 'model-versions/set-tag', after: 0 },
  { on: 'registered-models/set-tag', after: 1 },
];

it(
  'a promotion that is killed between any two writes ends, run again, in one state with one row',
  async () => {
    const scratch = await scratchRegistry();
    const { registry, mlflow } = scratch;
    await registry.promote(await scratch.order(scratch.adapter({ weights: '처음' })));

    for (const [at, { on, after }] of KILLED_IN.entries()) {
      const adapter = scratch.adapter({ weights: `${at}` });
      const order = await scratch.order(adapter);
      const given: PromoterArguments = {
        ...{ databaseUrl: scratch.databaseUrl, trackingUri: mlflow.url, adapter, order, now: NOW },
      };
      const promoter = (): ChildProcess =>
        spawn(process.execPath, [PROMOTER, JSON.stringify(given)], { stdio: ['ignore', 'pipe', 'inherit'] });
      mlflow.misbehave({ kind: 'meanwhile', work: () => Promise.resolve() }, { on, times: after });
      const killed = promoter();
      const gone = once(killed, 'exit');
      mlflow.misbehave({ kind: 'meanwhile', work: () => (killed.kill('SIGKILL'), gone) }, { on });
      expect(await gone).toEqual([null, 'SIGKILL']);
      mlflow.behave();

      const again = promoter();
      expect(await once(again, 'exit')).toEqual([0, null]);

      const [last, before, ...others] = await registry.audit({ limit: 99 });
      expect(others).toHaveLength(at);
      expect(last).toMatchObject({ action: 'promote', to: { adapterSha256: adapter.sha256 } });
      expect(scratch.aliases()).toEqual({ production: last?.to?.version, previous: before?.to?.version });
      expect(await registry.settle()).toEqual({ finished: false, outside: [] });
    }
    expect(await registry.brokenAt()).toBeNull();
    await scratch.close();
  },
  TIMEOUT_MS,
);
