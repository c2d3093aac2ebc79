import type { EngineConfig } from './engine-kind.ts';
import { vllm } from './vllm.ts';

const base = {
  id: '나루-8b',
  path: '/models/naru',
  chatTemplateSha256: null,
  contextTokens: 8192,
  weightBytes: 1,
  quantization: null,
};
const config: EngineConfig = {
  base,
  maxModelLen: 4096,
  slots: 2,
  threads: 2,
  gpuMemoryUtilization: 0.8,
  quantization: null,
};

function started(
  change: Partial<EngineConfig>,
  device: 'cpu' | 'gpu' = 'gpu',
): { readonly line: string; readonly environment: object } {
  const { command } = vllm({ command: ['/python', '-m', 'server'], device });
  const { args, environment = {} } = command({ ...config, ...change }, [], 8000);
  return { line: args.join(' '), environment };
}

describe("vLLM's command line", () => {
  it('names model, context, and room for adapters that come later', () => {
    const { line, environment } = started({});

    expect(line).toContain('-m server --model /models/naru --served-model-name 나루-8b --host 127.0.0.1 --port 8000');
    expect(line).toContain('--max-model-len 4096 --gpu-memory-utilization 0.8');
    expect(line).toContain('--enable-lora --max-loras 4 --max-cpu-loras 32 --max-lora-rank 64');
    expect(line).not.toMatch(/--quantization|--dtype/);
    expect(environment).toMatchObject({ VLLM_ALLOW_RUNTIME_LORA_UPDATING: 'True', VLLM_NO_USAGE_STATS: '1' });
  });

  it('quantizes while loading where that was chosen', () => {
    expect(started({ quantization: 'bitsandbytes' }).line).toContain('--quantization bitsandbytes');
  });

  it('computes in float32 on a CPU, compiles nothing, and leaves memory to others', () => {
    const { line, environment } = started({}, 'cpu');

    expect(line).toContain('--dtype float32 --enforce-eager');
    expect(line).toContain('--max-lora-rank 16');
    expect(line).not.toContain('--gpu-memory-utilization');
    expect(environment).toMatchObject({ VLLM_CPU_KVCACHE_SPACE: '2', OMP_WAIT_POLICY: 'PASSIVE' });
  });
});
