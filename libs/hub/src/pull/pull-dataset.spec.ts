import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FakeHub } from '../testing/fake-hub.ts';
import { readPulled } from './manifest.ts';
import { pullDataset } from './pull-dataset.ts';

const TRAIN = '{"messages":[{"role":"user","content":"나루터가 뭐예요?"}]}\n';
const FILES = {
  '.gitattributes': '* text',
  'README.md': '---\nlicense: cc-by-4.0\n---\n',
  'data/train-00000.jsonl': TRAIN,
  'data/평가.jsonl': TRAIN.repeat(2),
  'data/test.bin': Buffer.alloc(200_000, 7),
};

describe('a dataset of the hub', () => {
  let hub: FakeHub;
  let root: string;

  beforeEach(async () => {
    hub = await FakeHub.start();
    root = await mkdtemp(join(tmpdir(), 'naru-'));
  });
  afterEach(() => hub.close());

  const pull = (more: { files?: string[]; revision?: string; repo?: string } = {}) =>
    pullDataset({ repo: 'owner/chats', root, settings: hub.settings(), ...more });

  it('comes as it is at one commit, with hashes, and without its papers', async () => {
    const revision = hub.put('datasets/owner/chats', { files: FILES, licence: 'cc-by-4.0' });
    const pulled = await pull();

    expect(pulled.dir).toBe(join(root, 'owner--chats'));
    expect(await readFile(join(pulled.dir, 'data/평가.jsonl'), 'utf8')).toBe(TRAIN.repeat(2));
    expect(await readPulled(pulled.dir)).toMatchObject({ repo: 'owner/chats', revision, licence: 'cc-by-4.0' });
    expect(pulled.files.map(({ path }) => path).sort()).toEqual(Object.keys(FILES).slice(2).sort());
  });

  it('brings the files that are asked for only', async () => {
    hub.put('datasets/owner/chats', { files: FILES });
    const pulled = await pull({ files: ['data/*.jsonl'] });

    expect((await readdir(join(pulled.dir, 'data'))).sort()).toEqual(['train-00000.jsonl', '평가.jsonl']);
  });

  it('is not brought twice', async () => {
    hub.put('datasets/owner/chats', { files: FILES });
    await pull();

    expect((await pull()).downloadedBytes).toBe(0);
  });

  it('goes on where a connection broke', async () => {
    hub.put('datasets/owner/chats', { files: FILES });
    hub.misbehave({ on: /lfs/, as: { kind: 'drop', afterBytes: 1000 }, times: 1 });
    const pulled = await pullDataset({
      repo: 'owner/chats',
      root,
      settings: hub.settings(),
      patience: { attempts: 3, firstWaitMs: 1 },
    });

    expect((await readFile(join(pulled.dir, 'data/test.bin'))).equals(FILES['data/test.bin'])).toBe(true);
  });

  it('is another thing than a model of its name', async () => {
    hub.put('owner/chats', { files: FILES });

    await expect(pull()).rejects.toMatchObject({
      code: expect.stringMatching(/^hub\.(not-found|unauthorized)$/) as string,
    });
  });

  it('is told where it does not hold what is asked for', async () => {
    hub.put('datasets/owner/chats', { files: FILES });

    await expect(pull({ files: ['*.parquet'] })).rejects.toMatchObject({ code: 'hub.not-found' });
    await expect(pull({ revision: 'v9' })).rejects.toMatchObject({ code: 'hub.not-found' });
    await expect(pull({ repo: '../../etc' })).rejects.toMatchObject({ code: 'usage' });
  });
});
