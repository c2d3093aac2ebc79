import type { RedisConnections } from './redis-connections.ts';

/** Which answers are being made, by whichever process. */
export interface StreamLeases {
  /** Says that these are being made, for the next `forMs`. */
  renew(streamIds: readonly string[], forMs: number): Promise<void>;
  /** Those of `streamIds` that no process says to make. */
  missing(streamIds: readonly string[]): Promise<readonly string[]>;
}

const keyOf = (streamId: string): string => `naru:answer:${streamId}`;

export class RedisStreamLeases implements StreamLeases {
  readonly #redis: RedisConnections;

  constructor(redis: RedisConnections) {
    this.#redis = redis;
  }

  async renew(streamIds: readonly string[], forMs: number): Promise<void> {
    if (streamIds.length === 0) return;
    const commands = this.#redis.commands.pipeline();
    for (const streamId of streamIds) commands.set(keyOf(streamId), '1', 'PX', forMs);
    const results = (await commands.exec()) ?? [];
    const failed = results.find(([error]) => error !== null);
    if (failed?.[0]) throw failed[0];
  }

  async missing(streamIds: readonly string[]): Promise<readonly string[]> {
    if (streamIds.length === 0) return [];
    const held = await this.#redis.commands.mget(streamIds.map(keyOf));
    return streamIds.filter((_, index) => held[index] === null);
  }
}
