import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { sha256 } from '../testing/fake-repository.ts';
import { baseModelFiles, weights } from '../testing/index.ts';
import { LLAMA, PullBench } from '../testing/pull-bench.ts';
import { readPulled } from './manifest.ts';

const BYTES = 300_000;
const PROGRAM = join(import.meta.dirname, '../testing/pull-process.ts');
const SHARDS = [
  ['model-00001-of-00002.safetensors', sha256(weights('one', BYTES))],
  ['model-00002-of-00002.safetensors', sha256(weights('two', BYTES))],
] as const;

let bench: PullBench;

beforeEach(async () => {
  bench = await PullBench.start();
});
afterEach(() => bench.close());

const bytesOf = (path: string): number => (existsSync(path) ? statSync(path).size : 0);

/** Starts a pull whose download falls silent, and kills it once `reached`. */
async function killedPull(reached: () => boolean): Promise<void> {
  const args = ['--conditions=@naru/source', '--disable-warning=ExperimentalWarning', PROGRAM];
  const child = spawn(process.execPath, [...args, bench.hub.url, bench.root, LLAMA], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const exited = once(child, 'exit');
  while (!reached()) {
    if (child.exitCode !== null) throw new Error(`ended by itself: ${said}`);
    await sleep(10);
  }
  child.kill('SIGKILL');
  await exited;
}

describe('a pull that is killed with kill -9', () => {
  it('leaves nothing half in place, and each further run asks only for what is missing', async () => {
    bench.hub.put(LLAMA, { files: baseModelFiles(BYTES) });
    for (const [name, hash] of SHARDS) {
      const part = bench.path(`${name}.${hash.slice(0, 12)}.part`);
      bench.hub.misbehave({ on: new RegExp(hash), as: { kind: 'silence', afterBytes: 100_000 }, times: 1 });
      await killedPull(() => bytesOf(part) >= 100_000);
      expect(await readPulled(bench.folder)).toBeUndefined();
      expect(bench.names()).not.toContain(name);
    }
    expect(bench.names()).not.toContain('config.json');

    const { downloadedBytes } = await bench.pull();

    const asked = bench.asked(/^\/lfs/).map(({ address, range }) => [address.includes(SHARDS[0][1]) ? 1 : 2, range]);
    expect(asked).toEqual([
      [1, null],
      [1, 'bytes=100000-'],
      [2, null],
      [2, 'bytes=100000-'],
    ]);
    expect(downloadedBytes).toBeLessThan(BYTES);
    for (const [name, hash] of SHARDS) expect(sha256(bench.read(name))).toBe(hash);
    expect(bench.names().filter((name) => name.startsWith('.') || name.endsWith('.part'))).toEqual([]);
  }, 120_000);
});
