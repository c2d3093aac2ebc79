import { Redis } from 'ioredis';
import type { AppLogger } from '@naru/logging';

const COMMAND_MS = 500;
const TOLD_EVERY_MS = 60_000;

const SHARED = { connectTimeout: COMMAND_MS, enableReadyCheck: false, protocol: 2 } as const;
// A command is refused soon while Redis is away; what listens waits for it to come back.
const COMMANDS = { ...SHARED, commandTimeout: COMMAND_MS, maxRetriesPerRequest: 0 };
const LISTENING = { ...SHARED, maxRetriesPerRequest: null };

/** The two connections to a Redis that a process has: one for commands, one that listens. */
export class RedisConnections {
  readonly commands: Redis;
  readonly listening: Redis;
  readonly #log: AppLogger['log'];
  #toldAt = -Infinity;

  constructor(url: string, log: AppLogger['log']) {
    this.#log = log;
    this.commands = new Redis(url, COMMANDS);
    this.listening = new Redis(url, LISTENING);
    for (const redis of [this.commands, this.listening]) redis.on('error', (error: Error) => this.away(error));
  }

  /** Says that Redis did not answer, once a minute. The address may hold a password: only what went wrong is told. */
  away(error: unknown): void {
    if (performance.now() - this.#toldAt < TOLD_EVERY_MS) return;
    this.#toldAt = performance.now();
    const { name, message } = error as Error;
    this.#log.warn({ problem: `${name}: ${message}` }, 'Redis is away; each process counts limits for itself');
  }

  close(): void {
    this.commands.disconnect();
    this.listening.disconnect();
  }
}
