import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Secret } from '@naru/config';
import type { Database } from '@naru/db';
import { createEngine, EngineSettings, type EngineSupervisor } from '@naru/engine';
import type { EnginePoolOptions, Timeouts } from '@naru/inference';
import { FakeEngine, type FakeEngineOptions } from '@naru/inference/testing';
import { loggerTo } from '@naru/logging';
import { FinishedRuns } from '@naru/runs';

import { createServeApp, type ServeApp, type ServeAppOptions } from '../serve-app.ts';
import { Client } from './client.ts';
import { newDatabase } from './databases.ts';
import { timedEngine } from './timed-engine.ts';

const ONCE: EnginePoolOptions = { retry: { attempts: 1 }, breaker: { failures: Infinity } };

export interface TestServeOptions extends Partial<ServeAppOptions> {
  readonly fake?: FakeEngineOptions;
  readonly key?: string;
  /** By default none: what fails has failed. */
  readonly pool?: EnginePoolOptions;
  /** Limits of the engine's answers. */
  readonly timeouts?: Partial<Timeouts>;
  /** Where the engine is looked for, which is where the fake is. */
  readonly engineUrl?: string;
}

/** The real app on a free port, over a database of its own and an engine that answers by a script. */
export interface TestServe {
  readonly fake: FakeEngine;
  readonly database: Database;
  readonly engine: EngineSupervisor;
  readonly app: ServeApp;
  readonly url: string;
  readonly client: Client;
  /** Every route that the server has, documented or not. */
  readonly routes: readonly TestRoute[];
  /** What was logged. */
  readonly lines: string[];
  readonly runsFolder: string;
  close(): Promise<void>;
}

export interface TestRoute {
  readonly method: string;
  /** As Fastify writes it: `/api/conversations/:id`. */
  readonly path: string;
}

export async function testServe(options: TestServeOptions = {}): Promise<TestServe> {
  const { fake: script, key, timeouts = {}, pool = ONCE, engineUrl, ...over } = options;
  const fake = await FakeEngine.start(script);
  const settings = Object.assign(new EngineSettings(), { engine: 'external', endpoint: engineUrl ?? fake.url });
  const engine = timedEngine(await createEngine(settings, { pool }), timeouts);
  await engine.start();
  const database = over.database ?? (await newDatabase());
  const lines: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'naru serve '));
  const app = await createServeApp({
    database,
    engine,
    adapterForm: 'peft',
    runs: new FinishedRuns(folder),
    log: loggerTo({ write: (line) => void lines.push(line) }, 'serve', 'debug'),
    authEnabled: false,
    apiKey: key === undefined ? undefined : new Secret(key),
    defaultModel: undefined,
    limits: { requestsPerMinute: 0, tokensPerMinute: 0, tokensPerDay: 0 },
    oidc: undefined,
    mlflowPage: undefined,
    webFolder: join(folder, 'web'),
    feedbackFolder: join(folder, 'feedback'),
    resultsFolder: join(folder, 'results'),
    datasetsFolder: join(folder, 'datasets'),
    drainMs: 500,
    lookEveryMs: 50,
    ...over,
  });
  const routes: TestRoute[] = [];
  app.nest.app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', ({ method, url: path }) => {
      routes.push(...[method].flat().map((each) => ({ method: each, path })));
    });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    fake,
    database,
    engine,
    app,
    url,
    client: new Client(url),
    routes,
    lines,
    runsFolder: folder,
    close: async () => {
      await app.close();
      await engine.stop();
      await fake.close();
      if (over.database === undefined) await database.close();
    },
  };
}
