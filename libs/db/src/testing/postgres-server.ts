import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { childEnvironment } from '@naru/config';

import { connected } from '../database/inspect.ts';
import { parseDatabaseUrl, type PostgresPlace } from '../database/place.ts';
import { postgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';

const START_MS = 60_000;

/** A real PostgreSQL on this machine, gone when it is stopped. */
export class PostgresServer {
  readonly #process: ChildProcess;
  readonly #port: number;
  readonly #folder: string;
  readonly #endWithUs: () => void;

  private constructor(process_: ChildProcess, port: number, folder: string) {
    this.#process = process_;
    this.#port = port;
    this.#folder = folder;
    this.#endWithUs = () => {
      process_.kill('SIGKILL');
    };
    process.once('exit', this.#endWithUs);
  }

  /** @returns in a sentence why it cannot run here, where it cannot */
  static async start(): Promise<PostgresServer | string> {
    const binaries = await postgresBinaries();
    if (typeof binaries === 'string') return binaries;
    const port = await freePort();
    try {
      await initialise(binaries);
      const server = new PostgresServer(run(binaries, port), port, binaries.folder);
      await server.#ready();
      return server;
    } catch (error) {
      rmSync(binaries.folder, { recursive: true, force: true });
      return `PostgreSQL did not start: ${error instanceof Error ? error.message.slice(0, 500) : String(error)}`;
    }
  }

  /** An empty database. */
  async newPlace(name = `대화 ${randomUUID()}`): Promise<PostgresPlace> {
    const client = await connected(this.#place('postgres'));
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
    await client.end();
    return this.#place(name);
  }

  url(name: string): string {
    return `postgresql://naru@127.0.0.1:${this.#port}/${encodeURIComponent(name)}`;
  }

  async stop(): Promise<void> {
    process.removeListener('exit', this.#endWithUs);
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGINT'); // "fast": connections are ended, not waited for
    if (this.#process.exitCode === null && this.#process.signalCode === null) await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #place(name: string): PostgresPlace {
    const place = parseDatabaseUrl(this.url(name));
    if (place.engine !== 'postgres') throw new Error('is not PostgreSQL');
    return place;
  }

  async #ready(): Promise<void> {
    const until = Date.now() + START_MS;
    for (;;) {
      try {
        await (await connected(this.#place('postgres'))).end();
        return;
      } catch (error) {
        if (Date.now() > until || this.#process.exitCode !== null) throw error;
        await sleep(50);
      }
    }
  }
}

async function initialise({ initdb, folder, as }: PostgresBinaries): Promise<void> {
  const options = ['--auth=trust', '--username=naru', '--encoding=UTF8', '--no-sync'];
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  await promisify(execFile)(initdb, [`--pgdata=${join(folder, 'data')}`, ...options, ...locale], {
    ...as,
    cwd: folder,
    env: childEnvironment({ TMPDIR: folder }),
  });
}

function run({ postgres, folder, as }: PostgresBinaries, port: number): ChildProcess {
  // What is lost with the machine does not matter here.
  const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'fsync=off'];
  return spawn(postgres, ['-D', join(folder, 'data'), '-p', String(port), ...settings], {
    ...as,
    cwd: folder,
    env: childEnvironment({ TMPDIR: folder }),
    stdio: 'ignore',
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
