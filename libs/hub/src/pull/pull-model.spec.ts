import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { sha256 } from '../testing/fake-repository.ts';
import { adapterFiles, baseModelFiles, weights } from '../testing/index.ts';
import { LLAMA, PullBench, TOKEN } from '../testing/pull-bench.ts';
import { readPulled } from './manifest.ts';
import type { PullProgress } from './progress-meter.ts';

const CHAT = '2shlee/llama3-8b-ko-chat-v1';
const SHARD = 'model-00001-of-00002.safetensors';

let bench: PullBench;

beforeEach(async () => {
  bench = await PullBench.start();
});
afterEach(() => bench.close());

describe('a pull', () => {
  it('brings what training needs, whole, and says what it is', async () => {
    const revision = bench.hub.put(LLAMA, { files: baseModelFiles(), licence: 'llama3' });

    const result = await bench.pull();

    expect(result).toMatchObject({ dir: bench.folder, kind: 'base', repo: LLAMA, revision, licence: 'llama3' });
    const { kind: _kind, dir: _dir, downloadedBytes, ...pulled } = result;
    expect(await readPulled(bench.folder)).toEqual(pulled);
    const names = bench.names();
    expect(names).toEqual(['naru-pull.json', ...pulled.files.map(({ path }) => path)].sort());
    expect(names).toContain('model.safetensors.index.json');
    expect(names).not.toContain('pytorch_model.bin');
    expect(names).not.toContain('original');
    for (const { path, bytes, sha256: named } of pulled.files) {
      expect([path, sha256(bench.read(path))]).toEqual([path, named]);
      expect(bench.read(path)).toHaveLength(bytes);
    }
    expect(downloadedBytes).toBe(pulled.files.reduce((sum, { bytes }) => sum + bytes, 0));
  });

  it('keeps Korean text as it is, byte for byte', async () => {
    const decomposed = '한국어'.normalize('NFD');
    bench.hub.put(LLAMA, { files: { ...baseModelFiles(100), 'chat_template.jinja': `${decomposed}: 한국어 🙂\n` } });

    await bench.pull();

    expect(bench.read('chat_template.jinja').toString()).toBe(`${decomposed}: 한국어 🙂\n`);
    expect(bench.read('README.md').toString()).toContain('# 한국어 대화 모델');
  });

  it('puts an adapter with the downloaded, not with the bases', async () => {
    bench.hub.put(CHAT, { files: adapterFiles() });

    const { dir, kind, files } = await bench.pull({ repo: CHAT });

    expect([dir, kind]).toEqual([join(bench.root, 'models/downloaded/2shlee--llama3-8b-ko-chat-v1'), 'adapter']);
    expect(files.map(({ path }) => path).sort()).toEqual([
      'README.md',
      'adapter_config.json',
      'adapter_model.safetensors',
      'tokenizer_config.json',
    ]);
  });

  it('stays at the revision that it began with, and takes an older one by its commit', async () => {
    const older = bench.hub.put(LLAMA, { files: { ...baseModelFiles(100), 'tokenizer.model': 'gone later' } });
    const newer = bench.hub.put(LLAMA, { files: { ...baseModelFiles(200) } });

    expect((await bench.pull({ revision: older })).revision).toBe(older);
    expect(existsSync(bench.path('tokenizer.model'))).toBe(true);
    expect(bench.asked(/resolve/).every(({ address }) => address.includes(older))).toBe(true);

    expect((await bench.pull()).revision).toBe(newer);
    expect(existsSync(bench.path('tokenizer.model'))).toBe(false);
    expect((await readPulled(bench.folder))?.revision).toBe(newer);
  });

  it('says how far it is', async () => {
    bench.hub.put(LLAMA, { files: baseModelFiles() });
    const seen: PullProgress[] = [];

    const { files } = await bench.pull({ onProgress: (progress) => seen.push(progress) });

    const last = seen.at(-1);
    expect(last).toMatchObject({ phase: 'download', path: 'config.json', file: files.length, files: files.length });
    expect(last?.bytes).toBe(last?.totalBytes);
    expect(seen.map(({ bytes }) => bytes)).toEqual(seen.map(({ bytes }) => bytes).sort((one, other) => one - other));
  });

  it('downloads nothing again that is whole', async () => {
    bench.hub.put(LLAMA, { files: baseModelFiles() });
    await bench.pull();
    bench.hub.requests.length = 0;

    expect((await bench.pull()).downloadedBytes).toBe(0);
    expect(bench.asked(/resolve|lfs/)).toEqual([]);
  });

  it('brings again the one file that was damaged since', async () => {
    bench.hub.put(LLAMA, { files: baseModelFiles() });
    await bench.pull();
    const damaged = weights('one', 300_000);
    damaged[7] = 0xff ^ (damaged[7] ?? 0);
    writeFileSync(bench.path(SHARD), damaged);

    expect((await bench.pull()).downloadedBytes).toBe(300_000);
    expect(sha256(bench.read(SHARD))).toBe(sha256(weights('one', 300_000)));
  });

  it('takes empty files and names with odd characters', async () => {
    bench.hub.put(LLAMA, { files: { ...baseModelFiles(10), 'LICENSE 사본 #1?.txt': '', 'tokenizer%20.json': 'x' } });

    await bench.pull();

    expect(bench.read('LICENSE 사본 #1?.txt').toString()).toBe('');
    expect(bench.read('tokenizer%20.json').toString()).toBe('x');
  });
});

describe('the token', () => {
  it('goes to the hub and not to the file server that it redirects to', async () => {
    bench.hub.put(LLAMA, { files: baseModelFiles() });
    bench.hub.allow(TOKEN, { name: 'first-user' });

    await bench.pull({ settings: bench.hub.settings(TOKEN) });

    const sent = (server: 'hub' | 'files'): Set<string | null> =>
      new Set(
        bench.hub.requests.filter((request) => request.server === server).map(({ authorization }) => authorization),
      );
    expect([...sent('hub')]).toEqual([`Bearer ${TOKEN}`]);
    expect([...sent('files')]).toEqual([null]);
  });

  it('is in no file', async () => {
    bench.hub.put(LLAMA, { files: baseModelFiles(10) });
    bench.hub.allow(TOKEN, { name: 'first-user' });

    await bench.pull({ settings: bench.hub.settings(TOKEN) });

    for (const name of bench.names()) expect(bench.read(name).toString()).not.toContain(TOKEN);
  });
});

describe('two pulls of the same', () => {
  it('take turns, and the second finds all of it', async () => {
    bench.hub.put(LLAMA, { files: baseModelFiles() });
    const notes: string[] = [];

    const both = await Promise.all([bench.pull(), bench.pull({ onNote: (note) => notes.push(note) })]);

    expect(both.map(({ downloadedBytes }) => downloadedBytes === 0).sort()).toEqual([false, true]);
  });
});
