import { FakeEngine, vllmWireContract } from './testing/index.ts';

let fake: FakeEngine;
beforeAll(async () => {
  fake = await FakeEngine.start({ kind: 'vllm', tokens: ['나', '루', '터'] });
});
afterAll(() => fake.close());

vllmWireContract('the fake', () => ({ url: fake.url, model: fake.model, adapterPath: '/adapters/wire' }));
