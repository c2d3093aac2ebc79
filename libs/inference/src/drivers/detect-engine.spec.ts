import { FakeEngine } from '../testing/index.ts';
import { createChatClient } from './create-chat-client.ts';
import { detectEngine } from './detect-engine.ts';

describe('an engine that others run', () => {
  it.each(['llamacpp', 'vllm'] as const)('is found to be %s, whether or not its address ends in /v1', async (kind) => {
    const fake = await FakeEngine.start({ kind, model: 'their-model', adapters: ['one@1'] });

    const plain = await detectEngine({ name: 'theirs', url: fake.url });
    const client = createChatClient(await detectEngine({ name: 'theirs', url: `${fake.url}/v1/` }));
    await client.canary();
    await client.close();
    await fake.close();

    expect(plain).toMatchObject({ kind, model: 'their-model' });
    expect(fake.completions).toHaveLength(1);
  });

  it('that is not there is told', async () => {
    await expect(detectEngine({ name: 'theirs', url: 'http://127.0.0.1:9' })).rejects.toMatchObject({
      code: 'engine.unreachable',
    });
  });
});
