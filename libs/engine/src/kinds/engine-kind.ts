import type { ChatClient } from '@naru/inference';

import type { EngineCommand } from '../process/engine-process.ts';
import type { BaseModel, ServedAdapter } from '../supervisor.ts';

/** What an engine is started with. */
export interface EngineConfig {
  readonly base: BaseModel;
  readonly maxModelLen: number;
  /** Requests that are worked on side by side. */
  readonly slots: number;
  readonly threads: number;
  readonly gpuMemoryUtilization: number;
  /** vLLM's `--quantization`. */
  readonly quantization: string | null;
}

/** What differs from engine to engine, as far as its process goes. */
export interface EngineKindDriver {
  readonly name: 'llamacpp' | 'vllm';
  /** Whether a set of adapters other than that of its start needs another process. */
  readonly needsRestart: (started: readonly ServedAdapter[], wanted: readonly ServedAdapter[]) => boolean;
  /** Whether another process can stand beside it meanwhile: on a GPU there is no room for two. */
  readonly mayStandBeside: boolean;
  /** How long a start may take. */
  readonly startTimeoutMs: number;
  readonly command: (config: EngineConfig, adapters: readonly ServedAdapter[], port: number) => EngineCommand;
  readonly client: (config: EngineConfig, url: string) => ChatClient;
  readonly load: (url: string, adapter: ServedAdapter) => Promise<void>;
  readonly unload: (url: string, name: string) => Promise<void>;
  readonly version: (url: string) => Promise<string | null>;
}
