import type { ChatClient } from '@naru/inference';

/** A LoRA adapter that is to be served. */
export interface ServedAdapter {
  /** `name@sha`: the name never stands for other content. */
  readonly name: string;
  /** llama.cpp: a GGUF LoRA file. vLLM: a PEFT folder. */
  readonly path: string;
  /** Hash of the chat template that it was trained with; null where that is not known. */
  readonly chatTemplateSha256: string | null;
}

export type EngineState = 'starting' | 'ready' | 'restarting' | 'stopped' | 'failed';

export interface EngineStatus {
  readonly state: EngineState;
  /** Name and version, as provenance keeps them; the version is null until the engine has started. */
  readonly engine: { readonly name: string; readonly version: string | null };
  readonly url: string | null;
  /** Names of the adapters that can be chosen now. */
  readonly adapters: readonly string[];
  /** Starts after the first. */
  readonly restarts: number;
  /** Why it is not ready, for people; null where it is. */
  readonly problem: string | null;
}

/** What a base model is, as far as serving it needs. */
export interface BaseModel {
  readonly id: string;
  readonly path: string;
  /** Of the chat template's text, UTF-8; null where the model has none. */
  readonly chatTemplateSha256: string | null;
  /** The context that the model was made for. */
  readonly contextTokens: number;
  readonly weightBytes: number;
  /** How its weights are quantized: `gguf`, `awq`, `fp8` …; null where they are not. */
  readonly quantization: string | null;
}

/** A request that reaches the engine's own address beside `client`. */
export interface Visit {
  readonly url: string;
  /** To be called as its answer grows: an engine that answers is well. */
  progressed(): void;
  /** Its answer is over. */
  leave(): void;
}

/** One engine: started, watched, started again, given its adapters. */
export interface EngineSupervisor {
  /** Answers while any process is ready; it follows restarts and switches by itself. */
  readonly client: ChatClient;
  readonly base: BaseModel;
  status(): EngineStatus;
  /** @throws AppError `engine.start-failed` with the last lines that the engine said, `port.taken` */
  start(): Promise<void>;
  /**
   * Makes exactly these adapters choosable, and remembers them for every restart. Answers under way keep theirs.
   *
   * @throws AppError `engine.template-mismatch`, `engine.adapter-conflict`, `engine.start-failed`
   */
  setAdapters(adapters: readonly ServedAdapter[]): Promise<void>;
  /** Counts a request from here until it leaves: a change of adapters waits for it. Null where no process is ready. */
  visit(): Visit | null;
  onChange(listener: (status: EngineStatus) => void): () => void;
  /** Ends the engine's whole process group. */
  stop(): Promise<void>;
}
