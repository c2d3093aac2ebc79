// Owns: a real `mlflow server` for one test file, and Python beside it. Linux and macOS.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { request } from 'undici';

const PYTHON = resolve(import.meta.dirname, '../../../.venv/bin/python');
const START_TIMEOUT_MS = 180_000;

export interface ServerOptions {
  readonly flags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export class MlflowServer {
  readonly folder: string;
  readonly url: string;
  private readonly child: ChildProcess;

  private constructor(folder: string, url: string, child: ChildProcess) {
    this.folder = folder;
    this.url = url;
    this.child = child;
  }

  /** Starts a server whose store and artifacts lie in `folder`; some ten seconds, longer where the store is new. */
  static async start(folder: string, options: ServerOptions = {}): Promise<MlflowServer> {
    const port = await freePort();
    const environment = { MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false', ...options.environment };
    const log = openSync(join(folder, 'server.log'), 'a');
    const child = spawn(
      'env', // inherits what is set, adds these
      [...assignments(environment), PYTHON, ...serverArguments(folder, port), ...(options.flags ?? [])],
      { cwd: folder, stdio: ['ignore', log, log], detached: true },
    );
    const server = new MlflowServer(folder, `http://127.0.0.1:${port}`, child);
    process.once('exit', () => server.signal('SIGKILL'));
    await server.ready();
    return server;
  }

  /** Ends the server and its workers: they are one process group. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.signal('SIGTERM');
    const isGone = await Promise.race([exited.then(() => true), sleep(10_000, false, { ref: false })]);
    if (!isGone) this.signal('SIGKILL');
    await exited;
    this.signal('SIGKILL'); // a worker that outlived its parent
  }

  private signal(signal: NodeJS.Signals): void {
    try {
      if (this.child.pid !== undefined) process.kill(-this.child.pid, signal);
    } catch {
      // the group is gone
    }
  }

  private async ready(): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (Date.now() < deadline && this.child.exitCode === null) {
      const status = await request(`${this.url}/health`).then(
        async (answer) => (await answer.body.dump(), answer.statusCode),
        () => 0,
      );
      if (status === 200) return;
      await sleep(200);
    }
    const log = await readFile(join(this.folder, 'server.log'), 'utf8');
    await this.stop();
    throw new Error(`mlflow server did not start:\n${log.slice(-4000)}`);
  }
}

export async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'mlflow-server-'));
}

export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Runs a Python file of this folder and gives what it printed, as JSON. */
export async function pythonFile(name: string, ...args: string[]): Promise<unknown> {
  return JSON.parse(await python([resolve(import.meta.dirname, name), ...args])) as unknown;
}

export async function pythonHas(module: string): Promise<boolean> {
  const program = 'import importlib.util, sys; print(importlib.util.find_spec(sys.argv[1]) is not None)';
  return (await python(['-c', program, module])).trim() === 'True';
}

async function python(args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(PYTHON, args, { maxBuffer: 64 * 1024 ** 2 });
  return stdout;
}

function serverArguments(folder: string, port: number): string[] {
  return [
    ...['-m', 'mlflow', 'server', '--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
    ...['--backend-store-uri', `sqlite:///${join(folder, 'mlflow.db')}`],
    ...['--artifacts-destination', join(folder, 'artifacts')],
  ];
}

function assignments(environment: Readonly<Record<string, string>>): string[] {
  return Object.entries(environment).map(([name, value]) => `${name}=${value}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
