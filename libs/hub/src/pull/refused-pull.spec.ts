import { mkdirSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { baseModelFiles } from '../testing/index.ts';
import { LLAMA, PullBench, refusal, TOKEN } from '../testing/pull-bench.ts';

const OTHER_SHARD = 'model-00002-of-00002.safetensors';

let bench: PullBench;

beforeEach(async () => {
  bench = await PullBench.start();
});
afterEach(() => bench.close());

describe('a refused pull', () => {
  it('of a gated model without a token says what to do', async () => {
    bench.hub.put(LLAMA, { files: baseModelFiles(10), gated: true });

    const error = await refusal(bench.pull());

    expect(error.code).toBe('hub.gated');
    expect(error.hint).toContain(`Accept the licence at ${bench.hub.url}/${LLAMA}`);
    expect(error.hint).toContain('set HUGGINGFACE_TOKEN');
    expect(readdirSync(join(bench.root, 'models/base'))).toEqual([]);
  });

  it('of a gated model whose licence was not accepted says so, and works once it was', async () => {
    bench.hub.put(LLAMA, { files: baseModelFiles(10), gated: true });
    bench.hub.allow(TOKEN, { name: 'first-user' });

    const error = await refusal(bench.pull({ settings: bench.hub.settings(TOKEN) }));

    expect(error.code).toBe('hub.gated');
    expect(error.hint).toContain('with the account of HUGGINGFACE_TOKEN');
    bench.hub.allow(TOKEN, { name: 'first-user', accepted: [LLAMA] });
    await expect(bench.pull({ settings: bench.hub.settings(TOKEN) })).resolves.toMatchObject({ repo: LLAMA });
  });

  it('for a wrong token names the variable and not the token', async () => {
    bench.hub.put(LLAMA, { files: baseModelFiles(10) });

    const error = await refusal(bench.pull({ settings: bench.hub.settings('hf_mistyped-token') }));

    expect([error.code, error.message]).toEqual([
      'hub.unauthorized',
      'The hub does not know the token in HUGGINGFACE_TOKEN: Invalid credentials in Authorization header.',
    ]);
    expect(JSON.stringify([error.message, error.hint, String(error.cause)])).not.toContain('mistyped');
  });

  it.each(['hf_한글-token', 'hf_two words', ' '])('for the token %j repeats nothing of it', async (token) => {
    const error = await refusal(bench.pull({ settings: bench.hub.settings(token) }));

    expect([error.code, error.message]).toEqual([
      'environment.invalid',
      'HUGGINGFACE_TOKEN: holds a character that no token has, or none at all.',
    ]);
    expect(bench.hub.requests).toEqual([]);
  });

  it('does not mind the end of line that was copied with a token', async () => {
    bench.hub.put(LLAMA, { files: baseModelFiles(10) });
    bench.hub.allow(TOKEN, { name: 'first-user' });

    await expect(bench.pull({ settings: bench.hub.settings(`${TOKEN}\n`) })).resolves.toMatchObject({ kind: 'base' });
  });

  it('hides a token that the hub itself repeats', async () => {
    bench.hub.allow(TOKEN, { name: 'first-user' });
    bench.hub.misbehave({ on: /revision/, as: { kind: 'answer', status: 403, message: `${TOKEN} may not\u001b[2J` } });

    const error = await refusal(bench.pull({ settings: bench.hub.settings(TOKEN) }));

    expect(error.message).toBe(`The token in HUGGINGFACE_TOKEN may not read ${LLAMA}: [secret] may not [2J.`);
  });

  it.each([
    ['repository', { repo: 'meta-llama/Meta-Lama-3' }, 'There is no repository meta-llama/Meta-Lama-3'],
    ['revision', { revision: 'v9' }, `${LLAMA} has no revision v9`],
  ])('tells that there is no such %s', async (_what, over, words) => {
    bench.hub.put(LLAMA, { files: baseModelFiles(10) });

    const error = await refusal(bench.pull(over));

    expect(error.code).toBe('hub.not-found');
    expect(error.message).toContain(words);
  });

  it('tells which file is not there any more', async () => {
    const revision = bench.hub.put(LLAMA, { files: baseModelFiles(10) });
    bench.hub.misbehave({ on: /resolve.*merges/, as: { kind: 'answer', status: 404, code: 'EntryNotFound' } });
    bench.hub.put(LLAMA, { files: { ...baseModelFiles(10), 'merges.txt': 'x' } });

    const error = await refusal(bench.pull());

    expect(error.message).toMatch(new RegExp(`has no file merges.txt at revision (?!${revision})\\w{40}`));
  });

  it.each([
    ['nobody listens', 'http://127.0.0.1:9', /ECONNREFUSED|bad port|connect/],
    ['the name is unknown', 'http://hub.invalid', /ENOTFOUND|EAI_AGAIN|getaddrinfo/],
  ])('tells that the hub cannot be reached: %s', async (_why, endpoint, words) => {
    const error = await refusal(bench.pull({ settings: { endpoint, token: undefined } }));

    expect(error.code).toBe('hub.unreachable');
    expect(error.message).toMatch(words);
  });

  it('for want of space says how much is missing, before anything is downloaded', async () => {
    bench.hub.put(LLAMA, { files: baseModelFiles() });

    const error = await refusal(bench.pull({ freeBytes: () => Promise.resolve(500_000) }));

    expect(error.code).toBe('disk.full');
    expect(error.message).toMatch(/has 500\.0 kB free, and 600\.\d kB are still to come/);
    expect(bench.asked(/resolve/)).toEqual([]);
  });

  it('where no folder can be made says which', async () => {
    bench.hub.put(LLAMA, { files: baseModelFiles(10) });
    mkdirSync(join(bench.root, 'models'));
    writeFileSync(join(bench.root, 'models/base'), 'in the way');

    const error = await refusal(bench.pull());

    expect([error.code, error.message]).toEqual(['disk.read-only', expect.stringContaining(bench.folder)]);
  });

  it('counts what is here already towards the space', async () => {
    bench.hub.put(LLAMA, { files: baseModelFiles() });
    await bench.pull();
    truncateSync(bench.path(OTHER_SHARD), 10);

    const error = await refusal(bench.pull({ freeBytes: () => Promise.resolve(1000) }));

    expect(error.message).toContain('and 300.0 kB are still to come');
  });

  it.each(['llama', '../../etc', 'a/b/c', 'meta-llama/..', '-x/y', 'a/b?c'])(
    'of the name %j asks nobody',
    async (repo) => {
      expect((await refusal(bench.pull({ repo }))).code).toBe('usage');
      expect(bench.hub.requests).toEqual([]);
    },
  );

  it('of an address says the name in it', async () => {
    expect((await refusal(bench.pull({ repo: `https://huggingface.co/${LLAMA}` }))).hint).toBe(`Write --repo=${LLAMA}`);
  });

  it('of a repository without weights says what it lacks', async () => {
    bench.hub.put(LLAMA, { files: { 'README.md': 'x', 'config.json': '{}' } });

    expect((await refusal(bench.pull())).message).toContain('holds no weights');
  });
});
