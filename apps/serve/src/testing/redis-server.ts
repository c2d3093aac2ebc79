import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';

import { childEnvironment } from '@naru/config';

/** A real Redis on this machine that keeps nothing, gone when it is stopped. */
export class RedisServer {
  readonly url: string;
  readonly #port: number;
  #process: ChildProcess | undefined;

  private constructor(port: number) {
    this.#port = port;
    this.url = `redis://127.0.0.1:${port}`;
  }

  /** @returns in a sentence why it cannot run here, where it cannot */
  static async start(): Promise<RedisServer | string> {
    const server = new RedisServer(await freePort());
    try {
      await server.run();
      return server;
    } catch (error) {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      return isMissing ? 'redis-server is not on this machine (Debian: redis-server)' : (error as Error).message;
    }
  }

  /** Starts it, also after a stop: on the same port, and empty. */
  async run(): Promise<void> {
    const args = ['--port', String(this.#port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const child = spawn('redis-server', args, {
      cwd: tmpdir(),
      env: childEnvironment(),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const failed = once(child, 'error').then(([error]) => {
      throw error;
    });
    failed.catch(() => undefined);
    await Promise.race([listening(child), failed]);
    this.#process = child;
  }

  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
}

async function listening(child: ChildProcess): Promise<void> {
  let said = '';
  for await (const bytes of child.stdout ?? []) {
    said += String(bytes);
    if (!said.includes('Ready to accept connections')) continue;
    child.stdout?.resume();
    return;
  }
  throw new Error(`redis-server did not start: ${said.slice(-300)}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
