import type { Bus } from './bus.ts';
import type { RedisConnections } from './redis-connections.ts';

const PREFIX = 'naru:';

type Listener = (message: unknown) => void;

/** Words through Redis: each listener hears what is published while it listens, and nothing else. */
export class RedisBus implements Bus {
  readonly #redis: RedisConnections;
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(redis: RedisConnections) {
    this.#redis = redis;
    redis.listening.on('message', (channel: string, text: string) => this.#heard(channel, text));
  }

  publish(topic: string, message: object): void {
    this.#redis.commands.publish(PREFIX + topic, JSON.stringify(message)).catch((error: unknown) => {
      this.#redis.away(error);
    });
  }

  subscribe(topic: string, listener: Listener): () => void {
    const channel = PREFIX + topic;
    const known = this.#listeners.get(channel);
    if (known === undefined) {
      this.#listeners.set(channel, new Set([listener]));
      this.#told(this.#redis.listening.subscribe(channel));
    } else known.add(listener);
    return () => this.#leave(channel, listener);
  }

  #leave(channel: string, listener: Listener): void {
    const left = this.#listeners.get(channel);
    if (left?.delete(listener) !== true || left.size > 0) return;
    this.#listeners.delete(channel);
    this.#told(this.#redis.listening.unsubscribe(channel));
  }

  #heard(channel: string, text: string): void {
    const message: unknown = JSON.parse(text);
    for (const listener of this.#listeners.get(channel) ?? []) listener(message);
  }

  #told(done: Promise<unknown>): void {
    done.catch((error: unknown) => this.#redis.away(error));
  }
}
