import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { AppError } from '@naru/contracts';
import { createChatClient } from '@naru/inference';

import type { EngineKindDriver } from './engine-kind.ts';
import type { ServedAdapter } from '../supervisor.ts';

export interface VllmOptions {
  /** A Python that has vLLM, and what it is to run. */
  readonly command: readonly [program: string, ...args: string[]];
  readonly device: 'cpu' | 'gpu';
}

export const VLLM_SERVER = ['-m', 'vllm.entrypoints.openai.api_server'] as const;

const ENVIRONMENT = {
  VLLM_ALLOW_RUNTIME_LORA_UPDATING: 'True',
  VLLM_NO_USAGE_STATS: '1',
  DO_NOT_TRACK: '1',
  HF_HUB_OFFLINE: '1',
} as const;
export const NO_VLLM_PYTHON =
  'Name a Python that has vLLM in VLLM_PYTHON, or make one for CPUs: npx nx run python:env-vllm';

// What vLLM takes for --max-lora-rank.
const RANKS = [8, 16, 32, 64, 128, 256, 320, 512] as const;
// So that most later adapters fit without a new start. Every adapter is computed as wide as that, which a CPU feels.
const LEAST_RANK = { gpu: 64, cpu: 16 } as const;
const SIDE_BY_SIDE = 4;
const KEPT = 32;
// As computed in: a CPU without its own instructions for shorter numbers takes longer for them. Compiling the model
// would take minutes and a C++ compiler, and the warm-up computes as many tokens as one step may have. The keys and
// values of running requests get 2 GB, and threads their own place: bound to cores, two engines of one machine would
// wait for the same ones.
const CPU_ARGUMENTS = ['--dtype', 'float32', '--enforce-eager', '--max-num-batched-tokens', '512'] as const;
const CPU_ENVIRONMENT = {
  VLLM_CPU_KVCACHE_SPACE: '2',
  VLLM_CPU_OMP_THREADS_BIND: 'nobind',
  VLLM_ENABLE_V1_MULTIPROCESSING: '0', // the worker within the engine's process: a start is a quarter shorter
  VLLM_EXECUTE_MODEL_TIMEOUT_SECONDS: '3600', // by default it ends itself where a prompt takes five minutes
  OMP_WAIT_POLICY: 'PASSIVE', // threads that spin while they wait keep the cores from those that work
  PYTHONDONTWRITEBYTECODE: '', // what one of its processes compiled, the others and the next start need not
} as const;
const START_MS = 900_000; // 100 s and more on a CPU, minutes for a large model
const LOAD_MS = 120_000;

/** vLLM: adapters come and go while it runs, as long as their rank is no greater than at its start. */
export function vllm({ command: [program, ...first], device }: VllmOptions): EngineKindDriver {
  const rankFor = (adapters: readonly ServedAdapter[]): number => maxRank(adapters, LEAST_RANK[device]);
  return {
    name: 'vllm',
    mayStandBeside: false,
    startTimeoutMs: START_MS,
    needsRestart: (started, wanted) => rankFor(wanted) > rankFor(started),
    command: ({ base, maxModelLen, slots, gpuMemoryUtilization, quantization }, adapters, port) => ({
      program,
      args: [
        ...first,
        ...['--model', base.path, '--served-model-name', base.id, '--host', '127.0.0.1', '--port', String(port)],
        ...['--max-model-len', String(maxModelLen)],
        ...(device === 'cpu' ? CPU_ARGUMENTS : ['--gpu-memory-utilization', String(gpuMemoryUtilization)]),
        ...['--max-num-seqs', String(Math.max(slots, SIDE_BY_SIDE)), '--enable-lora'],
        ...['--max-loras', String(SIDE_BY_SIDE), '--max-cpu-loras', String(KEPT)],
        ...['--max-lora-rank', String(rankFor(adapters))],
        ...(quantization === null ? [] : ['--quantization', quantization]),
      ],
      environment: { ...ENVIRONMENT, ...(device === 'cpu' && CPU_ENVIRONMENT) },
      hint: NO_VLLM_PYTHON,
    }),
    client: ({ base }, url) => createChatClient({ kind: 'vllm', name: 'vLLM', url, model: base.id }),
    load: loadAdapter,
    unload: unloadAdapter,
    version: versionOf,
  };
}

/** Idempotent: one that is loaded already stays. */
export async function loadAdapter(url: string, { name, path }: ServedAdapter): Promise<void> {
  const answer = await post(url, '/v1/load_lora_adapter', { lora_name: name, lora_path: path });
  if (answer.status === 200 || answer.text.includes('already been loaded')) return;
  const hint =
    answer.status === 404 ? 'Start vLLM with --enable-lora and VLLM_ALLOW_RUNTIME_LORA_UPDATING=True.' : undefined;
  throw new AppError('engine.failed', `vLLM did not load ${name} (status ${answer.status}): ${wordsOf(answer.text)}`, {
    hint,
  });
}

/** Idempotent: one that is gone is gone. */
export async function unloadAdapter(url: string, name: string): Promise<void> {
  const answer = await post(url, '/v1/unload_lora_adapter', { lora_name: name });
  if (answer.status === 200 || answer.status === 404) return;
  throw new AppError('engine.failed', `vLLM did not unload ${name} (status ${answer.status}): ${wordsOf(answer.text)}`);
}

// Success is plain text, failure JSON.
async function post(url: string, path: string, body: object): Promise<{ status: number; text: string }> {
  try {
    const answer = await fetch(new URL(path, url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(LOAD_MS),
    });
    return { status: answer.status, text: await answer.text() };
  } catch (error) {
    throw new AppError('engine.unreachable', `vLLM at ${url} cannot be reached.`, { cause: error });
  }
}

export async function versionOf(url: string): Promise<string | null> {
  try {
    const answer = await fetch(new URL('/version', url), { signal: AbortSignal.timeout(5000) });
    const { version } = (await answer.json()) as { version?: unknown };
    return typeof version === 'string' ? `vllm ${version}` : null;
  } catch {
    return null;
  }
}

const wordsOf = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 300);

function maxRank(adapters: readonly ServedAdapter[], least: number): number {
  const needed = Math.max(least, ...adapters.map(rankOf));
  const rank = RANKS.find((allowed) => allowed >= needed);
  if (rank === undefined) throw new AppError('model.unsupported', `vLLM serves no adapter of rank ${needed}.`);
  return rank;
}

function rankOf({ name, path }: ServedAdapter): number {
  const file = join(path, 'adapter_config.json');
  try {
    const { r, rank_pattern: pattern = {} } = JSON.parse(readFileSync(file, 'utf8')) as {
      r: number;
      rank_pattern?: Record<string, number>;
    };
    return Math.max(r, ...Object.values(pattern));
  } catch (error) {
    throw new AppError('model.unsupported', `${name}: ${file} cannot be read: ${(error as Error).message}`, {
      hint: 'vLLM serves an adapter from its PEFT folder.',
      cause: error,
    });
  }
}
