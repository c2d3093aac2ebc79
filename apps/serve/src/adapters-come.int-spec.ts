// An engine that others run, whose adapters they bring: it looks for what it has every ten seconds.
import { setTimeout as sleep } from 'node:timers/promises';

import { writeRun } from '@naru/runs/testing';

import type { ModelsView } from './models/models.controller.ts';
import { testServe } from './testing/test-serve.ts';

const WAIT_MS = 60_000;

describe('an adapter that the engine of others does not have yet', () => {
  it('is told of, keeps no other away, and is served when it is there', async () => {
    const serve = await testServe({ fake: { kind: 'llamacpp', adapters: ['early@12121212'] } });
    const baseId = serve.engine.base.id;
    const { chatTemplateSha256 } = serve.engine.base;
    const run = { baseId, ...(chatTemplateSha256 !== null && { chatTemplateSha256 }) };
    const late = writeRun(serve.runsFolder, { ...run, runId: '20261123T000000-aaaaaa', name: 'late' });
    const early = writeRun(serve.runsFolder, {
      ...run,
      ...{ runId: '20261123T000001-bbbbbb', name: 'early', sha256: '12'.repeat(32) },
    });
    const model = async (id: string): Promise<ModelsView['models'][number] | undefined> =>
      (await serve.client.call<ModelsView>('GET', '/api/models')).body.models.find((each) => each.id === id);
    const ready = async (id: string): Promise<boolean> => {
      const until = Date.now() + WAIT_MS;
      while (Date.now() < until && (await model(id))?.ready !== true) await sleep(50);
      return (await model(id))?.ready === true;
    };

    expect(await ready(early)).toBe(true);
    expect(await model(late)).toMatchObject({ ready: false, description: expect.stringMatching(late) as string });

    serve.fake.adapters.set(late, `/models/${late}.gguf`);

    expect(await ready(late)).toBe(true);
    const answer = await serve.client.call('POST', '/v1/chat/completions', {
      model: late,
      messages: [{ role: 'user', content: '나루?' }],
    });
    const after = await model(late);
    await sleep(500); // until serve has looked again
    await serve.close();
    expect([answer.status, after?.description]).toEqual([200, null]);
    expect(
      serve.lines.filter((line) => line.includes('an adapter is not served') && line.includes('"level":"warn"')),
    ).toHaveLength(1);
    expect(serve.lines.some((line) => line.includes('an adapter is served after all'))).toBe(true);
  }, 180_000);
});
