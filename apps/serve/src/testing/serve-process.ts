import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { childEnvironment } from '@naru/config';

import { Client } from './client.ts';

const MAIN = join(import.meta.dirname, '../../dist/main.js');

/** serve as a process of its own, as people start it. */
export class ServeProcess {
  readonly child: ChildProcess;
  readonly client: Client;

  private constructor(child: ChildProcess, client: Client) {
    this.child = child;
    this.client = client;
  }

  /** Over an engine that others run. @param environment DATABASE_URL, and what else it is told */
  static async start(engineUrl: string, environment: Readonly<Record<string, string>>): Promise<ServeProcess> {
    const env = childEnvironment({
      NODE_OPTIONS: '',
      ENGINE: 'external',
      VLLM_ENDPOINT: engineUrl,
      SERVE_PORT: '0',
      ENABLE_AUTH: 'false',
      LOG_DIR: mkdtempSync(join(tmpdir(), 'naru-serve-logs-')),
      ...environment,
    });
    const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const endWithUs = (): void => void child.kill('SIGKILL');
    process.once('exit', endWithUs);
    child.once('exit', () => process.removeListener('exit', endWithUs));
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /serves at (http:\S+)/.exec(line)?.[1];
      if (url === undefined) continue;
      child.stdout.resume();
      return new ServeProcess(child, new Client(url));
    }
    throw new Error('serve ended before it listened');
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    await ended;
  }
}
