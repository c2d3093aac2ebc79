import { Redis } from 'ioredis';
import type { AppLogger } from '@naru/logging';

import { MemoryLimitStore, type LimitStore, type Taken } from './limit-store.ts';

// One step for Redis: a window that is counted in two could be left without an end.
const ADD = `
local amount = redis.call('INCRBY', KEYS[1], ARGV[1])
local left = redis.call('PTTL', KEYS[1])
if left < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  left = tonumber(ARGV[2])
end
return {amount, left}
`;
const PREFIX = 'naru:limit:';
const COMMAND_MS = 500;
const TOLD_EVERY_MS = 60_000;

/** Windows that several processes share. While Redis is away each process counts by itself: nobody is turned away for it. */
export class RedisLimitStore implements LimitStore {
  readonly #redis: Redis;
  readonly #own = new MemoryLimitStore();
  readonly #log: AppLogger['log'];
  #toldAt = -Infinity;

  constructor(url: string, log: AppLogger['log']) {
    this.#log = log;
    this.#redis = new Redis(url, {
      commandTimeout: COMMAND_MS,
      connectTimeout: COMMAND_MS,
      maxRetriesPerRequest: 0,
      enableOfflineQueue: true,
      enableReadyCheck: false,
      protocol: 2,
    });
    this.#redis.on('error', (error: Error) => this.#away(error));
  }

  async add(name: string, amount: number, windowMs: number): Promise<Taken> {
    try {
      const [taken, left] = (await this.#redis.eval(ADD, 1, PREFIX + name, amount, windowMs)) as [number, number];
      return { amount: taken, resetsInMs: left };
    } catch (error) {
      this.#away(error as Error);
      return this.#own.add(name, amount, windowMs);
    }
  }

  close(): void {
    this.#redis.disconnect();
  }

  // The address may hold a password: only what went wrong is told.
  #away({ name, message }: Error): void {
    if (performance.now() - this.#toldAt < TOLD_EVERY_MS) return;
    this.#toldAt = performance.now();
    this.#log.warn({ problem: `${name}: ${message}` }, 'Redis is away; limits are counted by each process for itself');
  }
}
