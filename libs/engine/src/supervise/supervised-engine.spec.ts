import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { isGroupAlive } from '@naru/files';
import { readAnswer } from '@naru/inference/testing';

import { freePort } from '../process/ports.ts';
import { adapter, ask, QUESTION, stopAll, subject, until } from '../testing/supervised-subject.ts';

afterEach(stopAll);

describe('an engine that is started', () => {
  it('answers once start has returned, and its whole process group is gone once stop has', async () => {
    const { engine, script } = subject({ kind: 'llamacpp' });

    await engine.start();
    const answer = await ask(engine);
    await engine.stop();

    expect(answer).toMatchObject({ finishReason: 'stop', error: undefined });
    expect(isGroupAlive(script.starts()[0]!.pid)).toBe(false);
    expect(engine.status()).toMatchObject({ state: 'stopped', url: null });
  });

  it('tells its state and its version', async () => {
    const { engine } = subject({ kind: 'llamacpp' });
    const states: string[] = [];
    engine.onChange(({ state }) => states.push(state));

    await engine.start();
    await until(() => engine.status().engine.version !== null);

    expect(states).toEqual(['starting', 'ready']);
    expect(engine.status()).toMatchObject({ engine: { name: 'llamacpp', version: 'xllamacpp 1' }, problem: null });
  });

  it('and cannot run says what it said', async () => {
    const { engine } = subject({ kind: 'llamacpp', failingStarts: 9 });

    await expect(engine.start()).rejects.toMatchObject({
      code: 'engine.start-failed',
      message: expect.stringMatching(/ended with status 3\. Last lines of .*engine\.log:\n.*모델이 없습니다/) as string,
    });
    expect(engine.status()).toMatchObject({
      state: 'failed',
      problem: expect.stringContaining('모델이 없습니다') as string,
    });
    expect((await ask(engine)).error).toMatchObject({ code: 'engine.unreachable' });
  });

  it('is refused a port that another program has', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };

    const started = subject({ kind: 'llamacpp' }, { port }).engine.start();

    await expect(started).rejects.toMatchObject({
      code: 'port.taken',
      hint: expect.stringContaining('ENGINE_PORT') as string,
    });
    other.close();
  });

  it('waits a moment for a port that is being left', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    setTimeout(() => other.close(), 400);

    const { engine } = subject({ kind: 'llamacpp' }, { port });
    await engine.start();

    expect(engine.status().url).toBe(`http://127.0.0.1:${port}`);
  });

  it('is refused where another supervisor has it', async () => {
    const { engine, folder } = subject({ kind: 'llamacpp' });
    await engine.start();

    await expect(subject({ kind: 'llamacpp' }, { folder }).engine.start()).rejects.toMatchObject({
      code: 'port.taken',
    });
  });

  it('ends first what a killed supervisor left running', async () => {
    const { engine, folder, script } = subject({ kind: 'llamacpp' });
    await engine.start();
    const [orphan] = script.starts();
    // As if the supervisor were gone: its lock is another process's.
    writeFileSync(join(folder, 'state/supervisor.lock'), JSON.stringify({ pid: 2 ** 22 + 1, startedAt: null }));

    const next = subject({ kind: 'llamacpp' }, { folder });
    await next.engine.start();

    expect(isGroupAlive(orphan!.pid)).toBe(false);
    expect(next.said).toContain('ended 1 that a killed process left running');
    expect((await ask(next.engine)).finishReason).toBe('stop');
  });
});

describe('an engine that fails', () => {
  it('is started again with its adapters, and a request meanwhile waits', async () => {
    const { engine, script, folder } = subject({ kind: 'llamacpp' });
    await engine.setAdapters([adapter(folder, 'one@aaaaaa')]);
    await engine.start();

    const restarting = new Promise<void>((resolve) => {
      engine.onChange(({ state }) => (state === 'restarting' ? resolve() : undefined));
    });
    process.kill(script.starts()[0]!.pid, 'SIGKILL');
    await restarting;
    const answer = await ask(engine, 'one@aaaaaa');

    expect(answer).toMatchObject({ finishReason: 'stop', error: undefined });
    expect(engine.status()).toMatchObject({ state: 'ready', restarts: 1, adapters: ['one@aaaaaa'] });
    expect(script.starts()[1]?.args.join(' ')).toContain('/adapters/one@aaaaaa.gguf');
  });

  it('before the first byte of an answer is asked again once it runs again', async () => {
    const { engine, script } = subject({ kind: 'llamacpp', hangsOnceReady: true }, { times: { canaryMs: 600_000 } });
    await engine.start();
    await sleep(50); // until the script has seen its one completion
    const asked = ask(engine);
    await sleep(100);

    process.kill(script.starts()[0]!.pid, 'SIGKILL');

    expect(await asked).toMatchObject({ finishReason: 'stop', error: undefined });
    expect(script.starts()).toHaveLength(2);
  });

  it('amid an answer breaks that answer off', async () => {
    const { engine, script } = subject({ kind: 'llamacpp', restsWithout: '/nowhere/go-on' });
    await engine.start();
    const events = engine.client.stream(QUESTION);
    await events.next();

    process.kill(script.starts()[0]!.pid, 'SIGKILL');

    expect((await readAnswer(events)).error).toMatchObject({ code: 'engine.failed' });
  });

  it('is waited for longer and longer', async () => {
    const { engine, script } = subject({ kind: 'llamacpp' }, { times: { backoffMs: 150 } });
    await engine.start();
    const from = performance.now();

    for (const index of [0, 1]) {
      await until(() => engine.status().state === 'ready');
      process.kill(script.starts()[index]!.pid, 'SIGKILL');
      await until(() => script.starts().length === index + 2);
    }

    expect(performance.now() - from).toBeGreaterThan(150 + 300);
  });

  it('and answers health but no question is found by its canary', async () => {
    const { engine, script } = subject({ kind: 'llamacpp', hangsOnceReady: true }, { times: { canaryAnswerMs: 1000 } });
    await engine.start();

    await until(() => script.starts().length === 2 && engine.status().state === 'ready');

    expect(isGroupAlive(script.starts()[0]!.pid)).toBe(false);
    expect((await ask(engine)).finishReason).toBe('stop');
  });

  it('is not taken for ill while tokens come', async () => {
    const tokens = Array<string>(20).fill('루');
    const times = { canaryMs: 1000, canaryAnswerMs: 1 };
    const { engine } = subject({ kind: 'llamacpp', tokenMs: 150, tokens }, { times });
    await engine.start();

    expect((await ask(engine)).text).toBe(tokens.join(''));
    expect(engine.status().restarts).toBe(0);
  });
});

describe('a supervisor that was told to stop', () => {
  it('amid a start ends what it began', async () => {
    const { engine, script } = subject({ kind: 'llamacpp' }, { port: await freePort() });
    const started = engine.start().catch(() => 'given up');
    await until(() => script.starts().length === 1);

    await engine.stop();

    expect(await started).toBe('given up');
    expect(isGroupAlive(script.starts()[0]!.pid)).toBe(false);
  });
});
