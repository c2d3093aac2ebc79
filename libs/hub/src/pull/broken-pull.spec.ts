import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';

import { sha256 } from '../testing/fake-repository.ts';
import { baseModelFiles, weights } from '../testing/index.ts';
import { LLAMA, PullBench, refusal } from '../testing/pull-bench.ts';
import { readPulled } from './manifest.ts';
import type { PullProgress } from './progress-meter.ts';

const SHARD = 'model-00001-of-00002.safetensors';

let bench: PullBench;

beforeEach(async () => {
  bench = await PullBench.start();
});
afterEach(() => bench.close());

const shardsAsked = (): (string | null)[] =>
  bench
    .asked(/^\/lfs\//)
    .filter(({ address }) => address.includes(sha256(weights('one', 300_000))))
    .map(({ range }) => range);

/** How much of the first shard is in its part file. */
function written(): number {
  const part = bench.path(`${SHARD}.${sha256(weights('one', 300_000)).slice(0, 12)}.part`);
  return existsSync(part) ? statSync(part).size : 0;
}

describe('a download that breaks off', () => {
  it('asks only for the bytes that are missing', async () => {
    const taken = (): boolean => written() >= 120_000;
    bench.hub.put(LLAMA, { files: baseModelFiles() });
    bench.hub.misbehave({ on: /GET \/lfs\//, as: { kind: 'drop', afterBytes: 120_000, taken }, times: 1 });
    const notes: string[] = [];

    await bench.pull({ onNote: (note) => notes.push(note) });

    const [first, second, ...more] = shardsAsked();
    expect([first, more]).toEqual([null, []]);
    const resumedAt = Number(/^bytes=(\d+)-$/.exec(second ?? '')?.[1]);
    expect(resumedAt).toBe(120_000);
    expect(sha256(bench.read(SHARD))).toBe(sha256(weights('one', 300_000)));
    expect(notes).toHaveLength(1);
  });

  it('is patient as long as bytes come', async () => {
    const taken = (): boolean => written() >= 50_000 * shardsAsked().length;
    bench.hub.put(LLAMA, { files: baseModelFiles() });
    bench.hub.misbehave({ on: /GET \/lfs\//, as: { kind: 'drop', afterBytes: 50_000, taken }, times: 5 });

    await expect(bench.pull({ patience: { attempts: 2, firstWaitMs: 1 } })).resolves.toMatchObject({ kind: 'base' });
  });

  it('goes on after a silence', async () => {
    bench.hub.put(LLAMA, { files: baseModelFiles() });
    bench.hub.misbehave({ on: /GET \/lfs\//, as: { kind: 'silence', afterBytes: 50_000 }, times: 1 });

    await bench.pull({ silenceMs: 1000 });

    expect(sha256(bench.read(SHARD))).toBe(sha256(weights('one', 300_000)));
  });

  it('begins again where the server knows no ranges', async () => {
    bench.hub.put(LLAMA, { files: baseModelFiles() });
    bench.hub.misbehave({ on: /GET \/lfs\//, as: { kind: 'drop', afterBytes: 50_000 }, times: 1 });
    bench.hub.misbehave({ on: /GET \/lfs\//, as: { kind: 'ignore-range' }, times: 1 });
    const seen: PullProgress[] = [];

    await bench.pull({ onProgress: (progress) => seen.push(progress) });

    expect(sha256(bench.read(SHARD))).toBe(sha256(weights('one', 300_000)));
    expect(seen.at(-1)?.bytes).toBe(seen.at(-1)?.totalBytes);
  });

  it('gives up in the end, keeps what came, and goes on when run again', async () => {
    bench.hub.put(LLAMA, { files: baseModelFiles() });
    const taken = (): boolean => written() >= 100_000;
    bench.hub.misbehave({ on: /GET \/lfs\//, as: { kind: 'drop', afterBytes: 100_000, taken }, times: 1 });
    bench.hub.misbehave({ on: /GET \/lfs\//, as: { kind: 'drop', afterBytes: 0 } });

    const error = await refusal(bench.pull());

    expect(error.code).toBe('hub.unreachable');
    expect(error.hint).toContain('run the same command again');
    expect(await readPulled(bench.folder)).toBeUndefined();
    expect(existsSync(bench.path(SHARD))).toBe(false);
    bench.hub.behave();
    bench.hub.requests.length = 0;
    await bench.pull();
    expect(shardsAsked()[0]).toMatch(/^bytes=[1-9]/);
    expect(sha256(bench.read(SHARD))).toBe(sha256(weights('one', 300_000)));
  });

  it('was stopped by a person: the part stays, and running again goes on from it', async () => {
    bench.hub.put(LLAMA, { files: baseModelFiles() });
    const stop = new AbortController();

    const error = await refusal(
      bench.pull({
        signal: stop.signal,
        onProgress: ({ path, bytes }) => {
          if (path === SHARD && bytes > 60_000) stop.abort();
        },
      }),
    );

    expect(error.code).toBe('cancelled');
    expect(bench.names().filter((name) => name.endsWith('.part'))).toHaveLength(1);
    bench.hub.requests.length = 0;
    await bench.pull();
    expect(shardsAsked()[0]).toMatch(/^bytes=[1-9]/);
    expect(bench.names().filter((name) => name.startsWith('.') || name.endsWith('.part'))).toEqual([]);
  });

  it('is not gone on with at another revision', async () => {
    bench.hub.put(LLAMA, { files: baseModelFiles() });
    const taken = (): boolean => written() >= 100_000;
    bench.hub.misbehave({ on: /GET \/lfs\//, as: { kind: 'drop', afterBytes: 100_000, taken }, times: 1 });
    bench.hub.misbehave({ on: /GET \/lfs\//, as: { kind: 'drop', afterBytes: 0 } });
    await refusal(bench.pull());
    bench.hub.behave();
    bench.hub.put(LLAMA, { files: { ...baseModelFiles(), [SHARD]: weights('newer', 300_000) } });

    await bench.pull();

    expect(sha256(bench.read(SHARD))).toBe(sha256(weights('newer', 300_000)));
    expect(bench.names().filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('is asked for once more while the hub is busy', async () => {
    bench.hub.put(LLAMA, { files: baseModelFiles(100) });
    bench.hub.misbehave({ on: /revision/, as: { kind: 'answer', status: 503 }, times: 1 });
    bench.hub.misbehave({ on: /tree/, as: { kind: 'answer', status: 429, retryAfter: 0 }, times: 1 });
    bench.hub.misbehave({ on: /GET \/lfs\//, as: { kind: 'answer', status: 500 }, times: 1 });

    await expect(bench.pull()).resolves.toMatchObject({ kind: 'base' });
  });
});

describe('content that is not what the hub names', () => {
  it.each([
    ['a byte of a large file', /GET \/lfs\//, { kind: 'wrong-byte' } as const],
    ['a byte of a small file', /resolve\/\w+\/tokenizer\.json/, { kind: 'wrong-byte' } as const],
    ['too much', /GET \/lfs\//, { kind: 'surplus' } as const],
  ])('is thrown away: %s', async (_what, on, as) => {
    bench.hub.put(LLAMA, { files: baseModelFiles() });
    bench.hub.misbehave({ on, as, times: 1 });

    expect((await refusal(bench.pull())).code).toBe('hub.corrupt');
    expect(bench.names().filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(await readPulled(bench.folder)).toBeUndefined();
    await expect(bench.pull()).resolves.toMatchObject({ kind: 'base' });
  });

  it('is found in a part that something else wrote into', async () => {
    bench.hub.put(LLAMA, { files: baseModelFiles() });
    const part = `${bench.path(SHARD)}.${sha256(weights('one', 300_000)).slice(0, 12)}.part`;
    mkdirSync(bench.folder, { recursive: true });
    writeFileSync(part, Buffer.alloc(1000));

    expect((await refusal(bench.pull())).code).toBe('hub.corrupt');
    expect(existsSync(part)).toBe(false);
  });

  it('is no part when it is longer than the file', async () => {
    bench.hub.put(LLAMA, { files: baseModelFiles() });
    mkdirSync(bench.folder, { recursive: true });
    writeFileSync(`${bench.path(SHARD)}.${sha256(weights('one', 300_000)).slice(0, 12)}.part`, Buffer.alloc(300_001));

    await expect(bench.pull()).resolves.toMatchObject({ kind: 'base' });
  });

  it.each(['../../evil.safetensors', '/etc/passwd', 'a\\..\\b.json', 'C:/x.json', 'a//b', './config.json', 'a\u0000b'])(
    'is refused with a path that leaves the folder: %j',
    async (path) => {
      bench.hub.put(LLAMA, { files: { ...baseModelFiles(10), [path]: 'evil' } });

      const error = await refusal(bench.pull());

      expect(error.code).toBe('hub.corrupt');
      expect(error.message).toContain(JSON.stringify(path));
      expect(readdirSync(bench.root)).toEqual([]);
    },
  );
});
