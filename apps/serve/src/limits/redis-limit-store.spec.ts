import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import { loggerTo } from '@naru/logging';

import { RedisConnections } from '../sharing/redis-connections.ts';
import { RedisLimitStore } from './redis-limit-store.ts';

/** As much of Redis as the store asks for: the script's meaning, not its text. */
class ScriptedRedis {
  readonly #windows = new Map<string, { amount: number; endsAt: number }>();
  readonly #sockets = new Set<Socket>();
  readonly #server: Server = createServer((socket) => {
    this.#sockets.add(socket);
    socket.on('data', (bytes) => {
      for (const command of commandsIn(bytes.toString())) socket.write(this.#answer(command));
    });
  });

  async start(): Promise<string> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    return `redis://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #answer([name = '', ...args]: readonly string[]): string {
    if (name.toLowerCase() !== 'eval') return '+OK\r\n';
    const [, , key = '', amount, windowMs] = args;
    const now = Date.now();
    const known = this.#windows.get(key);
    const window = known !== undefined && known.endsAt > now ? known : { amount: 0, endsAt: now + Number(windowMs) };
    window.amount += Number(amount);
    this.#windows.set(key, window);
    return `*2\r\n:${window.amount}\r\n:${window.endsAt - now}\r\n`;
  }
}

function commandsIn(text: string): string[][] {
  return text
    .split(/^\*\d+\r\n/m)
    .filter((part) => part !== '')
    .map((part) =>
      [...part.matchAll(/\$(\d+)\r\n/g)].map(({ index, 0: head, 1: length }) =>
        part.slice(index + head.length, index + head.length + Number(length)),
      ),
    );
}

describe('limits that several processes share', () => {
  it('are counted together, each window to its end', async () => {
    const redis = new ScriptedRedis();
    const url = await redis.start();
    const log = loggerTo({ write: () => undefined }, 'serve');
    const connections = [new RedisConnections(url, log), new RedisConnections(url, log)] as const;
    const [one, other] = [new RedisLimitStore(connections[0]), new RedisLimitStore(connections[1])];

    await one.add('user:a', 2, 60_000);
    const { amount, resetsInMs } = await other.add('user:a', 3, 60_000);
    const apart = await other.add('user:b', 1, 60_000);
    for (const each of connections) each.close();
    redis.stop();

    expect(amount).toBe(5);
    expect(resetsInMs).toBeLessThanOrEqual(60_000);
    expect(apart.amount).toBe(1);
  });

  it('turn nobody away while Redis is away, and name no password', async () => {
    const lines: string[] = [];
    const log = loggerTo({ write: (line) => void lines.push(line) }, 'serve');
    const connections = new RedisConnections('redis://:geheim@127.0.0.1:1', log);
    const store = new RedisLimitStore(connections);

    const first = await store.add('user:a', 1, 60_000);
    const second = await store.add('user:a', 1, 60_000);
    connections.close();

    expect([first.amount, second.amount]).toEqual([1, 2]);
    expect(lines.join()).toContain('Redis is away');
    expect(lines.join()).not.toContain('geheim');
  });
});
