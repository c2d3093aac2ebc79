import { loadEnvironment } from '@naru/config';

import { EngineSettings } from './settings.ts';

const read = (process: Record<string, string>): EngineSettings =>
  loadEnvironment(EngineSettings, { process, dotenv: {} });

describe('the engine settings', () => {
  it('are llama.cpp with the packaged model on port 8000 where nothing is said', () => {
    expect(read({})).toEqual({
      engine: 'llamacpp',
      endpoint: 'http://localhost:8000',
      modelPath: undefined,
      vllmPython: undefined,
      gpuMemoryUtilization: 0.9,
      maxModelLen: 4096,
      port: 8000,
    });
  });

  it.each([
    ['ENGINE', 'sglang'],
    ['VLLM_ENDPOINT', 'localhost:8000'],
    ['VLLM_ENDPOINT', 'http://me:secret@host'],
    ['GPU_MEMORY_UTILIZATION', '0'],
    ['GPU_MEMORY_UTILIZATION', '1.1'],
    ['GPU_MEMORY_UTILIZATION', '90%'],
    ['MAX_MODEL_LEN', '0'],
    ['MAX_MODEL_LEN', '4k'],
    ['ENGINE_PORT', '70000'],
  ])('refuse %s=%s by name', (name, value) => {
    expect(() => read({ [name]: value })).toThrow(name);
  });
});
