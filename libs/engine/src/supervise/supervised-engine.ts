import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { AppError } from '@naru/contracts';
import { tryLock, type Lock } from '@naru/files';
import { EngineError, type ChatClient } from '@naru/inference';

import { checkAdapters } from '../adapters/check-adapters.ts';
import { NameLedger } from '../adapters/name-ledger.ts';
import { becomesFree } from '../process/ports.ts';
import { endOrphans } from '../process/records.ts';
import type { BaseModel, EngineState, EngineStatus, EngineSupervisor, ServedAdapter, Visit } from '../supervisor.ts';
import { recordsIn, startEngine } from './engine-starter.ts';
import { CANARIES_MISSED, DEFAULT_TIMES, type SupervisionTimes, type SupervisorOptions } from './options.ts';
import type { RunningEngine } from './running-engine.ts';
import { SupervisedClient } from './supervised-client.ts';

const POLL_MS = 20;

/** One engine: its process is started, watched, started again; adapters are changed without a gap. */
export class SupervisedEngine implements EngineSupervisor {
  readonly client: ChatClient;
  readonly base: BaseModel;
  readonly #options: SupervisorOptions;
  readonly #times: SupervisionTimes;
  readonly #ledger: NameLedger;
  readonly #stopping = new AbortController();
  readonly #listeners = new Set<(status: EngineStatus) => void>();
  readonly #leaving = new Set<Promise<void>>();
  #wanted: readonly ServedAdapter[] = [];
  #current: RunningEngine | undefined;
  #state: EngineState = 'stopped';
  #problem: string | null = null;
  #version: string | null = null;
  #restarts = 0;
  #failures = 0;
  #lock: Lock | undefined;
  /** One change of processes at a time. */
  #changing: Promise<unknown> = Promise.resolve();

  constructor(options: SupervisorOptions) {
    this.#options = options;
    this.#times = { ...DEFAULT_TIMES, ...options.times };
    this.#ledger = new NameLedger(join(options.stateDir, 'adapter-names.json'));
    this.base = options.config.base;
    this.client = new SupervisedClient(options.kind.name, (signal) => this.#ready(signal));
  }

  status(): EngineStatus {
    return {
      state: this.#state,
      engine: { name: this.#options.kind.name, version: this.#version },
      url: this.#current?.url ?? null,
      adapters: [...(this.#current?.adapters ?? [])],
      restarts: this.#restarts,
      problem: this.#problem,
    };
  }

  visit(): Visit | null {
    return this.#current?.visit() ?? null;
  }

  onChange(listener: (status: EngineStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  start(): Promise<void> {
    return this.#alone(async () => {
      if (this.#current !== undefined) return;
      await this.#own();
      this.#become('starting');
      try {
        this.#adopt(await this.#started(this.#wanted, this.#options.port));
      } catch (error) {
        this.#become('failed', error);
        await this.#disown();
        throw error;
      }
    });
  }

  setAdapters(adapters: readonly ServedAdapter[]): Promise<void> {
    return this.#alone(async () => {
      checkAdapters(adapters, this.base);
      await this.#ledger.enter(adapters);
      const current = this.#current;
      if (current === undefined || this.#options.kind.needsRestart(current.started, adapters))
        await this.#replace(adapters);
      else await this.#exchange(current, adapters);
      this.#wanted = adapters;
      this.#tell();
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#alone(async () => {
      const current = this.#current;
      this.#current = undefined;
      await current?.end();
      await Promise.all(this.#leaving);
      await this.#disown();
      this.#become('stopped');
    });
  }

  /** llama.cpp: another process with the new set, beside the old one where there is room. */
  async #replace(adapters: readonly ServedAdapter[]): Promise<void> {
    const old = this.#current;
    if (old === undefined) return;
    if (!this.#options.kind.mayStandBeside) {
      await this.#retire(old);
      this.#current = undefined;
      this.#become('starting');
    }
    try {
      this.#adopt(await this.#started(adapters, 0));
    } catch (error) {
      if (this.#current === undefined) void this.#again();
      throw error;
    }
    if (this.#options.kind.mayStandBeside) this.#leave(this.#retire(old));
  }

  /** vLLM: one by one, in the process that runs. */
  async #exchange(current: RunningEngine, adapters: readonly ServedAdapter[]): Promise<void> {
    const { kind } = this.#options;
    const names = new Set(adapters.map(({ name }) => name));
    for (const adapter of adapters.filter(({ name }) => !current.adapters.has(name))) {
      await kind.load(current.url, adapter);
      current.adapters.add(adapter.name);
    }
    for (const name of [...current.adapters].filter((each) => !names.has(each))) {
      current.adapters.delete(name); // no new answer from here on
      this.#leave(this.#unloaded(current, name));
    }
  }

  async #unloaded(current: RunningEngine, name: string): Promise<void> {
    await current.drained({ limitMs: this.#times.drainMs, signal: this.#stopping.signal, adapter: name });
    const isWantedAgain = current.adapters.has(name);
    if (!isWantedAgain && this.#current === current) await this.#options.kind.unload(current.url, name);
  }

  async #retire(engine: RunningEngine): Promise<void> {
    await engine.drained({ limitMs: this.#times.drainMs, signal: this.#stopping.signal });
    await engine.end();
  }

  #leave(work: Promise<void>): void {
    const done = work.catch((error: unknown) => this.#say(wordsOf(error))).finally(() => this.#leaving.delete(done));
    this.#leaving.add(done);
  }

  #started(adapters: readonly ServedAdapter[], port: number): Promise<RunningEngine> {
    return startEngine(this.#options, this.#times, adapters, { port, signal: this.#stopping.signal });
  }

  #adopt(engine: RunningEngine): void {
    this.#current = engine;
    this.#become('ready');
    this.#say(`ready at ${engine.url}, adapters: ${[...engine.adapters].join(', ') || 'none'}`);
    void engine.process.exited.then((how) => this.#lost(engine, how));
    void this.#watch(engine);
    void this.#options.kind.version(engine.url).then((version) => (this.#version = version));
  }

  /** Asks for a token now and then, where none comes by itself. */
  async #watch(engine: RunningEngine): Promise<void> {
    let missed = 0;
    while (this.#current === engine) {
      await sleep(this.#times.canaryMs, undefined, { ref: false });
      if (this.#current !== engine) return;
      if (engine.hasProgressed()) missed = 0;
      else missed = await this.#missedAfter(engine, missed);
      if (missed < CANARIES_MISSED) continue;
      this.#lost(engine, 'answers no more');
      return;
    }
  }

  async #missedAfter(engine: RunningEngine, missed: number): Promise<number> {
    const timeouts = { wholeMs: this.#times.canaryAnswerMs };
    return engine.client.canary({ timeouts }).then(
      () => 0,
      () => missed + 1,
    );
  }

  #lost(engine: RunningEngine, how: string): void {
    if (this.#current !== engine || this.#stopping.signal.aborted) return;
    this.#current = undefined;
    if (performance.now() - engine.readyAt > this.#times.wellAfterMs) this.#failures = 0;
    this.#become('restarting', new Error(`The engine ${how}.`));
    this.#leave(engine.end());
    void this.#again();
  }

  /** Starts it until it stands, or the supervisor stops. */
  async #again(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const { backoffMs, longestBackoffMs } = this.#times;
      const waitMs = Math.min(longestBackoffMs, backoffMs * 2 ** this.#failures);
      this.#failures += 1;
      await sleep(waitMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      if (await this.#alone(() => this.#restarted()).catch(() => true)) return;
    }
  }

  /** Whether nothing is left to be done. */
  async #restarted(): Promise<boolean> {
    if (this.#current !== undefined || this.#stopping.signal.aborted) return true;
    this.#restarts += 1;
    await Promise.all(this.#leaving);
    try {
      const { port } = this.#options;
      const here = this.#wanted.filter(({ path }) => existsSync(path)); // one that is gone must not keep the rest away
      this.#adopt(await this.#started(here, (await becomesFree(port)) ? port : 0));
      return true;
    } catch (error) {
      this.#become('restarting', error);
      return false;
    }
  }

  async #ready(signal: AbortSignal | undefined): Promise<RunningEngine> {
    const until = performance.now() + this.#times.waitForReadyMs;
    for (;;) {
      const current = this.#current;
      if (current !== undefined) return current;
      const isComing = this.#state === 'starting' || this.#state === 'restarting';
      if (!isComing || performance.now() > until) throw this.#notReady();
      await sleep(POLL_MS, undefined, signal === undefined ? {} : { signal }).catch((error: unknown) => {
        throw new EngineError('cancelled', 'The request was ended by the one who asked.', { cause: error });
      });
    }
  }

  #notReady(): EngineError {
    const why = this.#problem === null ? '' : ` ${this.#problem}`;
    return new EngineError('engine.unreachable', `The engine is not ready (${this.#state}).${why}`, {
      retryAfterMs: 2000,
    });
  }

  /** @throws AppError `port.taken` where another process supervises an engine with this state */
  async #own(): Promise<void> {
    const attempt = await tryLock(join(this.#options.stateDir, 'supervisor.lock'));
    if (!attempt.held) {
      throw new AppError('port.taken', `Process ${attempt.by.pid} runs this engine already.`, {
        hint: 'Use that one with ENGINE=external and VLLM_ENDPOINT, set ENGINE_PORT to another port, or end that process.',
      });
    }
    this.#lock = attempt.lock;
    const orphans = await endOrphans(recordsIn(this.#options.stateDir), this.#times.graceMs);
    if (orphans > 0) this.#say(`ended ${orphans} that a killed process left running`);
  }

  async #disown(): Promise<void> {
    await this.#lock?.release();
    this.#lock = undefined;
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#changing.then(work, work);
    this.#changing = done.catch(() => undefined);
    return done;
  }

  #become(state: EngineState, problem?: unknown): void {
    this.#state = state;
    this.#problem = problem === undefined ? null : wordsOf(problem);
    if (this.#problem !== null) this.#say(`${state}: ${this.#problem}`);
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener(this.status());
  }

  #say(text: string): void {
    this.#options.onEvent?.(text);
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
