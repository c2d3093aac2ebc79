import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { parse, stringify } from 'yaml';

import { freePort } from './free-port.ts';
import { ended } from './running-serve.ts';

const SHIPPED = join(import.meta.dirname, '../prometheus');
const START_MS = 30_000;

interface Scraped {
  readonly scrape_configs: readonly { readonly job_name: string; static_configs: readonly object[] }[];
  readonly global: Record<string, string>;
}

export type Sample = Readonly<Record<string, string>>;

/** What Prometheus answers a query with. */
export interface Series {
  readonly metric: Sample;
  readonly value: readonly [number, string];
}

export interface RunningPrometheus {
  query(expr: string): Promise<readonly Series[]>;
  valuesOf(label: string, metric: string): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** The real program over the shipped files; serve is looked for at `serveUrl`, every half a second. */
export async function startPrometheus(serveUrl: string): Promise<RunningPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'naru-prometheus-'));
  cpSync(SHIPPED, folder, { recursive: true });
  const config = parse(readFileSync(join(SHIPPED, 'prometheus.yml'), 'utf8')) as Scraped;
  const jobs = config.scrape_configs.filter(({ job_name }) => job_name === 'serve');
  for (const job of jobs) job.static_configs = [{ targets: [new URL(serveUrl).host] }];
  const quick = { ...config, global: { scrape_interval: '500ms', evaluation_interval: '500ms' }, scrape_configs: jobs };
  writeFileSync(join(folder, 'prometheus.yml'), stringify(quick));
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=${address}`,
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const api = async <T>(path: string, parameters: Record<string, string>): Promise<T> => {
    const answer = await fetch(`http://${address}/api/v1/${path}?${new URLSearchParams(parameters).toString()}`);
    const { status, data, error } = (await answer.json()) as { status: string; data: T; error?: string };
    if (status !== 'success') throw new Error(`${JSON.stringify(parameters)}: ${error ?? status}`);
    return data;
  };
  await untilReady(address);
  return {
    query: async (expr) => (await api<{ result: readonly Series[] }>('query', { query: expr })).result,
    valuesOf: (label, metric) => api(`label/${label}/values`, { 'match[]': metric }),
    stop: () => ended(child),
  };
}

async function untilReady(address: string): Promise<void> {
  const until = performance.now() + START_MS;
  while (performance.now() < until) {
    const answer = await fetch(`http://${address}/-/ready`).catch(() => undefined);
    if (answer?.ok === true) return;
    await sleep(100);
  }
  throw new Error('Prometheus was not ready in time');
}
