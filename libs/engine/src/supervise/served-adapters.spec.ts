import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { isGroupAlive } from '@naru/files';
import { readAnswer } from '@naru/inference/testing';

import type { ServedAdapter } from '../supervisor.ts';
import { adapter, ask, QUESTION, stopAll, subject, TEMPLATE, until } from '../testing/supervised-subject.ts';
import { scriptedEngine } from '../testing/index.ts';

afterEach(stopAll);

const newFile = (): string => join(mkdtempSync(join(tmpdir(), 'go-on-')), 'go-on');

describe('the adapters of llama.cpp', () => {
  it('are changed by another process, and answers under way go on in the old one to their end', async () => {
    const goOn = newFile();
    const { engine, script, folder } = subject({ kind: 'llamacpp', restsWithout: goOn });
    await engine.start();
    const events = engine.client.stream(QUESTION);
    await events.next();

    await engine.setAdapters([adapter(folder, 'one@aaaaaa')]);
    const [old] = script.starts();
    expect(isGroupAlive(old!.pid)).toBe(true);
    writeFileSync(goOn, '');
    const [running, chosen] = await Promise.all([readAnswer(events), ask(engine, 'one@aaaaaa')]);

    expect(running).toMatchObject({ finishReason: 'stop', error: undefined });
    expect(chosen).toMatchObject({ finishReason: 'stop', error: undefined });
    await until(() => !isGroupAlive(old!.pid));
  });

  it('that do not change need no other process', async () => {
    const { engine, script, folder } = subject({ kind: 'llamacpp' });
    const one = adapter(folder, 'one@aaaaaa');
    await engine.setAdapters([one]);
    await engine.start();

    await engine.setAdapters([one]);

    expect(script.starts()).toHaveLength(1);
  });

  it('stay as they were where the new ones cannot be served', async () => {
    const { engine, folder } = subject({ kind: 'llamacpp' });
    await engine.setAdapters([adapter(folder, 'one@aaaaaa')]);
    await engine.start();
    // The script now says that every start fails.
    scriptedEngine(folder, { kind: 'llamacpp', failingStarts: 9 });

    await expect(engine.setAdapters([adapter(folder, 'two@bbbbbb')])).rejects.toMatchObject({
      code: 'engine.start-failed',
    });

    expect(engine.status()).toMatchObject({ state: 'ready', adapters: ['one@aaaaaa'] });
    expect((await ask(engine, 'one@aaaaaa')).finishReason).toBe('stop');
  });
});

describe('the adapters of vLLM', () => {
  function folderOf(folder: string, name: string, rank: number): ServedAdapter {
    const path = mkdtempSync(join(folder, 'peft-'));
    writeFileSync(join(path, 'adapter_config.json'), JSON.stringify({ r: rank }));
    writeFileSync(join(path, 'adapter_model.safetensors'), name);
    return { name, path, chatTemplateSha256: TEMPLATE };
  }

  it('come and go while it runs', async () => {
    const { engine, script, folder } = subject({ kind: 'vllm' });
    await engine.start();
    const [one, two] = [folderOf(folder, 'one@aaaaaa', 8), folderOf(folder, 'two@bbbbbb', 64)];

    await engine.setAdapters([one]);
    await engine.setAdapters([two]);
    const [gone, here] = [await ask(engine, 'one@aaaaaa'), await ask(engine, 'two@bbbbbb')];

    expect(gone.error).toMatchObject({ code: 'engine.model-unknown' });
    expect(here).toMatchObject({ finishReason: 'stop', error: undefined });
    expect(script.starts()).toHaveLength(1);
  });

  it('are removed only when their last answer has ended', async () => {
    const goOn = newFile();
    const { engine, folder } = subject({ kind: 'vllm', restsWithout: goOn });
    await engine.start();
    await engine.setAdapters([folderOf(folder, 'one@aaaaaa', 8)]);
    const events = engine.client.stream(QUESTION, { adapter: 'one@aaaaaa' });
    await events.next();

    await engine.setAdapters([]);
    const { url } = engine.status();
    const loaded = async (): Promise<boolean> =>
      (await (await fetch(`${url ?? ''}/v1/models`)).text()).includes('one@aaaaaa');
    expect(await loaded()).toBe(true);
    writeFileSync(goOn, '');
    expect((await readAnswer(events)).finishReason).toBe('stop');

    await until(async () => !(await loaded()));
  });

  it('are loaded again after a restart', async () => {
    const { engine, script, folder } = subject({ kind: 'vllm' });
    await engine.start();
    await engine.setAdapters([folderOf(folder, 'one@aaaaaa', 8)]);

    process.kill(script.starts()[0]!.pid, 'SIGKILL');
    await until(() => engine.status().restarts === 1 && engine.status().state === 'ready');

    expect((await ask(engine, 'one@aaaaaa')).finishReason).toBe('stop');
  });

  it('of a greater rank than it was started for mean another start', async () => {
    const { engine, script, folder } = subject({ kind: 'vllm' });
    await engine.start();

    await engine.setAdapters([folderOf(folder, 'big@cccccc', 100)]);

    expect(script.starts().map(({ args }) => args[args.indexOf('--max-lora-rank') + 1])).toEqual(['64', '128']);
    expect((await ask(engine, 'big@cccccc')).finishReason).toBe('stop');
  });
});

describe('an adapter', () => {
  it.each([
    ['of another chat template, with both shown', { chatTemplateSha256: 'b'.repeat(64) }, 'engine.template-mismatch'],
    ['that is not there', { path: '/nowhere/adapter.gguf' }, 'model.not-found'],
    ['without a sha in its name', { name: 'one' }, 'usage'],
    ['whose name would be a path', { name: '../one@aaaaaa' }, 'usage'],
  ])('%s is refused', async (_, change, code) => {
    const { engine, folder } = subject({ kind: 'llamacpp' });

    const refused = engine.setAdapters([{ ...adapter(folder, 'one@aaaaaa'), ...change }]);

    await expect(refused).rejects.toMatchObject({ code });
    if (code !== 'engine.template-mismatch') return;
    await expect(refused).rejects.toThrow(new RegExp(`b{64}.*a{64}`));
  });

  it('of a name that once stood for other content is refused, also by a later supervisor', async () => {
    const { engine, folder } = subject({ kind: 'llamacpp' });
    await engine.setAdapters([adapter(folder, 'one@aaaaaa', 'old')]);
    await engine.setAdapters([]);

    const later = subject({ kind: 'llamacpp' }, { folder }).engine;

    await expect(later.setAdapters([adapter(folder, 'one@aaaaaa', 'new')])).rejects.toMatchObject({
      code: 'engine.adapter-conflict',
    });
    expect(readFileSync(join(folder, 'state/adapter-names.json'), 'utf8')).toContain('one@aaaaaa');
  });

  it('that is not served is refused without asking the engine', async () => {
    const { engine } = subject({ kind: 'llamacpp' });
    await engine.start();

    expect((await ask(engine, 'one@aaaaaa')).error).toMatchObject({ code: 'engine.model-unknown', param: 'model' });
  });
});
