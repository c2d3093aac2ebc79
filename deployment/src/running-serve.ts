import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { childEnvironment } from '@naru/config';
import { newSqlitePlace } from '@naru/db/testing';
import { FakeEngine } from '@naru/inference/testing';

const MAIN = join(import.meta.dirname, '../../apps/serve/dist/main.js');

/** A process of serve over an engine that answers by a script. */
export interface RunningServe {
  readonly fake: FakeEngine;
  readonly url: string;
  stop(): Promise<void>;
}

export async function startServe(): Promise<RunningServe> {
  const fake = await FakeEngine.start({ tokenMs: 5 });
  const place = newSqlitePlace();
  const env = childEnvironment({
    NODE_OPTIONS: undefined,
    ENGINE: 'external',
    VLLM_ENDPOINT: fake.url,
    DATABASE_URL: `sqlite:///${place.path}`,
    SERVE_PORT: '0',
    ENABLE_AUTH: 'false',
    LOG_DIR: join(place.path, '../logs'),
  });
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = async (): Promise<void> => {
    await ended(child);
    await fake.close();
  };
  const url = await addressSaid(child);
  if (url !== undefined) {
    await untilReady(url);
    return { fake, url, stop };
  }
  await stop();
  throw new Error('serve ended before it listened');
}

/** Until it has found its engine. */
async function untilReady(url: string): Promise<void> {
  while (!(await fetch(`${url}/readyz`)).ok) await sleep(100);
}

async function addressSaid(
  child: ChildProcess & { readonly stdout: NodeJS.ReadableStream },
): Promise<string | undefined> {
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /serves at (http:\S+)/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  return undefined;
}

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
}
