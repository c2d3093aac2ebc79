import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createEngine } from './create-engine.ts';
import { EngineSettings } from './settings.ts';

describe('vLLM that is to be started here', () => {
  it('is refused where its Python is not there, before anything is written for it', async () => {
    const root = mkdtempSync(join(tmpdir(), 'naru engine '));
    const settings = Object.assign(new EngineSettings(), { engine: 'vllm', vllmPython: 'venv/bin/python' });
    const said: string[] = [];

    await expect(createEngine(settings, { root, gpus: [], onEvent: (text) => said.push(text) })).rejects.toMatchObject({
      code: 'python.unavailable',
      message: `VLLM_PYTHON: there is no ${join(root, 'venv/bin/python')}.`,
      hint: expect.stringContaining('npx nx run python:env-vllm') as string,
    });
    expect(said).toEqual([]);
    expect(existsSync(join(root, 'models'))).toBe(false);
  });
});
