import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Secret } from '@naru/config';
import { openDatabase, type Database } from '@naru/db';
import { newSqlitePlace } from '@naru/db/testing';
import { createEngine, EngineSettings, type EngineSupervisor } from '@naru/engine';
import { FakeEngine, type FakeEngineOptions } from '@naru/inference/testing';
import { loggerTo } from '@naru/logging';

import { FinishedRuns } from '../models/finished-runs.ts';
import { createServeApp, type ServeApp, type ServeAppOptions } from '../serve-app.ts';
import { Client } from './client.ts';

export interface TestServeOptions extends Partial<ServeAppOptions> {
  readonly fake?: FakeEngineOptions;
  readonly key?: string;
}

/** The real app on a free port, over SQLite in a folder of its own and an engine that answers by a script. */
export interface TestServe {
  readonly fake: FakeEngine;
  readonly database: Database;
  readonly engine: EngineSupervisor;
  readonly app: ServeApp;
  readonly url: string;
  readonly client: Client;
  /** What was logged. */
  readonly lines: string[];
  readonly runsFolder: string;
  close(): Promise<void>;
}

export async function testServe(options: TestServeOptions = {}): Promise<TestServe> {
  const { fake: script, key, ...over } = options;
  const fake = await FakeEngine.start(script);
  const settings = Object.assign(new EngineSettings(), { engine: 'external', endpoint: fake.url });
  const engine = await createEngine(settings);
  await engine.start();
  const database = over.database ?? (await openDatabase(newSqlitePlace()));
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
    trackingUri: undefined,
    webFolder: join(folder, 'web'),
    drainMs: 500,
    lookEveryMs: 50,
    ...over,
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    fake,
    database,
    engine,
    app,
    url,
    client: new Client(url),
    lines,
    runsFolder: folder,
    close: async () => {
      await app.close();
      await engine.stop();
      await fake.close();
      await database.close();
    },
  };
}
