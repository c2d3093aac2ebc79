import { createEngine, EngineSettings } from '@naru/engine';
import { FakeEngine } from '@naru/inference/testing';
import { loggerTo } from '@naru/logging';

import { startEngine } from './start-engine.ts';

async function started(endpoint: string) {
  const lines: string[] = [];
  const said: string[] = [];
  const settings = Object.assign(new EngineSettings(), { engine: 'external', endpoint });
  const engine = await createEngine(settings);
  const log = loggerTo({ write: (line) => void lines.push(line) }, 'serve', 'info');
  await startEngine(engine, { log, say: (text) => void said.push(text) });
  return { engine, lines, said };
}

describe('an engine that serve starts with', () => {
  it('is said to answer once it does', async () => {
    const fake = await FakeEngine.start({ kind: 'vllm', model: 'llama-3-8b' });
    const { engine, said } = await started(fake.url);
    await engine.stop();
    await fake.close();
    expect(said).toEqual([expect.stringMatching(/^llama-3-8b answers \(/)]);
  });

  it('is said not to answer where nothing is at its address, and that is logged', async () => {
    const fake = await FakeEngine.start();
    await fake.close();
    const { engine, said, lines } = await started(fake.url);
    await engine.stop();
    expect(said).toEqual([expect.stringContaining(`The engine at ${fake.url} does not answer yet: `)]);
    expect(lines.join('')).toContain('the engine does not answer yet');
  });

  it('is no failure where it was told to stop before it answered', async () => {
    const settings = Object.assign(new EngineSettings(), { engine: 'external', endpoint: 'http://127.0.0.1:9' });
    const engine = await createEngine(settings);
    engine.start = () => Promise.reject(AbortSignal.abort().reason as Error);
    const said: string[] = [];
    const log = loggerTo({ write: () => undefined }, 'serve', 'info');
    await startEngine(engine, { log, say: (text) => void said.push(text) });
    expect(said).toEqual([]);
  });
});
