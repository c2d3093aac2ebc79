import type { RedisConnections } from '../sharing/redis-connections.ts';
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

/** Windows that several processes share. While Redis is away each process counts by itself: nobody is turned away for it. */
export class RedisLimitStore implements LimitStore {
  readonly #redis: RedisConnections;
  readonly #own = new MemoryLimitStore();

  constructor(redis: RedisConnections) {
    this.#redis = redis;
  }

  async add(name: string, amount: number, windowMs: number): Promise<Taken> {
    try {
      const { commands } = this.#redis;
      const [taken, left] = (await commands.eval(ADD, 1, PREFIX + name, amount, windowMs)) as [number, number];
      return { amount: taken, resetsInMs: left };
    } catch (error) {
      this.#redis.away(error);
      return this.#own.add(name, amount, windowMs);
    }
  }
}
