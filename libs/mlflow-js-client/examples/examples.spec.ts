import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startFakeMlflow, type FakeMlflow } from '../src/testing/index.ts';
import { findTheBestRun } from './find-the-best-run.ts';
import { whatWentWrong } from './handle-errors.ts';
import { registerAModel } from './register-a-model.ts';
import { trackARun } from './track-a-run.ts';

let fake: FakeMlflow;

beforeEach(async () => {
  fake = await startFakeMlflow();
});

afterEach(async () => {
  await fake.close();
});

describe('the examples', () => {
  it('track a run once, though they run twice', async () => {
    const first = await trackARun(fake.url);
    const second = await trackARun(fake.url);

    expect(second).toBe(first);
    expect([...fake.state.runs.values()]).toMatchObject([{ status: 'FINISHED', name: 'first' }]);
    expect(fake.state.runs.get(first)?.points).toHaveLength(3);
    expect(fake.state.artifacts.get(`1/${first}/artifacts/README.md`)?.toString()).toBe('# 모델 카드');
  });

  it('find the best run and its losses', async () => {
    await trackARun(fake.url);

    expect(await findTheBestRun(fake.url)).toEqual({ name: 'first', losses: [2.31, 1.87] });
  });

  it('register a model and fetch the champion', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'examples-'));
    await mkdir(join(folder, 'adapter'));
    await writeFile(join(folder, 'adapter', 'adapter_config.json'), '{}');

    const registered = await registerAModel(fake.url, await trackARun(fake.url), join(folder, 'adapter'));

    expect(registered).toBe('naru-chat version 1');
    expect(await readdir(join(folder, 'adapter-again'))).toEqual(['adapter_config.json']);
    await rm(folder, { recursive: true });
  });

  it('say what went wrong', async () => {
    const runId = await trackARun(fake.url);

    expect(await whatWentWrong(fake.url, runId, '메모')).toBe('nothing');
    expect(await whatWentWrong(fake.url, runId, 'x'.repeat(8001))).toBe(
      'refused here, nothing sent: tags["mlflow.note.content"]',
    );
    expect(await whatWentWrong(fake.url, 'f'.repeat(32), '메모')).toBe('404 RESOURCE_DOES_NOT_EXIST');
    await fake.stop();
    expect(await whatWentWrong(fake.url, runId, '메모')).toBe(`no answer from ${fake.url}`);
  });
});

describe('the README', () => {
  it('shows the examples as they are run here, each once', async () => {
    const readme = await readFile(resolve(import.meta.dirname, '../README.md'), 'utf8');
    const shown = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code.trim());
    const files = (await readdir(import.meta.dirname)).filter((file) => !file.endsWith('.spec.ts'));
    const run = await Promise.all(files.map((file) => readFile(resolve(import.meta.dirname, file), 'utf8')));

    const asImported = run.map((code) => code.replaceAll('../src/index.ts', '@naru/mlflow-js-client').trim());
    expect(shown.toSorted()).toEqual(asImported.toSorted());
  });
});
