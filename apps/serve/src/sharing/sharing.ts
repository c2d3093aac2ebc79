import type { AppLogger } from '@naru/logging';

import { MemoryLimitStore, type LimitStore } from '../limits/limit-store.ts';
import { RedisLimitStore } from '../limits/redis-limit-store.ts';
import { ALONE, type Bus } from './bus.ts';
import { RedisBus } from './redis-bus.ts';
import { RedisConnections } from './redis-connections.ts';
import { RedisStreamLeases, type StreamLeases } from './stream-leases.ts';

/** What the serve processes of one Naru have in common beside their database. */
export interface Sharing {
  readonly limits: LimitStore;
  readonly bus: Bus;
  /** undefined: there is no other process, so what another one left is over. */
  readonly leases: StreamLeases | undefined;
}

/** A process alone with its database. */
export const alone = (): Sharing => ({ limits: new MemoryLimitStore(), bus: ALONE, leases: undefined });

/** Several processes over one Redis. */
export class RedisSharing implements Sharing {
  readonly limits: LimitStore;
  readonly bus: Bus;
  readonly leases: StreamLeases;
  readonly #redis: RedisConnections;

  constructor(url: string, log: AppLogger['log']) {
    this.#redis = new RedisConnections(url, log);
    this.limits = new RedisLimitStore(this.#redis);
    this.bus = new RedisBus(this.#redis);
    this.leases = new RedisStreamLeases(this.#redis);
  }

  close(): void {
    this.#redis.close();
  }
}
