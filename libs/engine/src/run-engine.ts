import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { loadEnvironment, workspaceRoot } from '@naru/config';
import { createLogger, LoggingSettings } from '@naru/logging';

import { createEngine, type CreateEngineOptions } from './create-engine.ts';
import { engineRelay, listenOn } from './relay/engine-relay.ts';
import { EngineSettings } from './settings.ts';
import type { EngineSupervisor, ServedAdapter } from './supervisor.ts';

const HOST = '127.0.0.1';

export interface RunEngineOptions extends Omit<CreateEngineOptions, 'onEvent'> {
  readonly settings?: EngineSettings | undefined;
  readonly adapters?: readonly ServedAdapter[] | undefined;
  /** What goes on while it runs, until the signal. */
  readonly whileReady?: ((engine: EngineSupervisor, signal: AbortSignal) => Promise<void>) | undefined;
  /** Ends it; by default SIGINT, SIGTERM and SIGHUP do. */
  readonly signal?: AbortSignal | undefined;
  /** What a person is told; by default on stdout. */
  readonly say?: ((text: string) => void) | undefined;
}

/**
 * Runs the engine alone until it is told to end. Gives the exit status.
 *
 * @throws AppError as `createEngine` and `start` do
 */
export async function runEngine(options: RunEngineOptions = {}): Promise<number> {
  const settings = options.settings ?? loadEnvironment(EngineSettings);
  const say = options.say ?? ((text) => void process.stdout.write(`${text}\n`));
  const logger = await createLogger({
    service: 'engine-supervisor',
    settings: loadEnvironment(LoggingSettings),
  });
  const { port = settings.port, stateDir = join(options.root ?? workspaceRoot(), 'data/engine', String(port)) } =
    options;
  const onEvent = (text: string): void => logger.log.info(text);
  // llama.cpp answers on another port after each change of its adapters; the relay's stays.
  const engine = await createEngine(settings, { ...options, port: 0, stateDir, onEvent });
  const relay = engineRelay(engine);
  const told = ended(options.signal);
  try {
    await listenOn(relay, port, HOST);
    await engine.setAdapters(options.adapters ?? []);
    say(`Starting ${engine.base.id} …`);
    const isReady = await Promise.race([engine.start().then(() => true), told.then(() => false)]);
    if (!isReady) return 0;
    const { adapters } = engine.status();
    say(
      `The engine answers at http://${HOST}:${portOf(relay)} as ${[engine.base.id, ...adapters].join(', ')}. Ctrl-C stops it.`,
    );
    const ending = new AbortController();
    const going = options.whileReady?.(engine, ending.signal);
    await told;
    ending.abort();
    await going;
    return 0;
  } finally {
    relay.close();
    relay.closeAllConnections();
    await engine.stop();
    await logger.close();
  }
}

function portOf(relay: Server): number {
  return (relay.address() as AddressInfo).port;
}

function ended(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => resolve();
    if (signal?.aborted === true) done();
    else if (signal !== undefined) signal.addEventListener('abort', done, { once: true });
    else for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, done);
  });
}
