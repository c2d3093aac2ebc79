import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openDatabase, type Database, type DatabasePlace } from '@naru/db';
import { newSqlitePlace } from '@naru/db/testing';
import { createMlflowClient, type MlflowClient } from '@naru/mlflow-js-client';
import { startFakeMlflow, type FakeMlflow } from '@naru/mlflow-js-client/testing';

import { openRegistry } from '../open-registry.ts';
import type { PromotionOrder, Registry, ReportFile, ServedBy } from '../registry.ts';
import { recordEvaluation } from '../reports/record-evaluation.ts';
import type { AdapterFiles } from '../versions/registered-version.ts';
import { aReport, type ReportChange } from './a-report.ts';
import { anAdapter, type AnAdapter } from './an-adapter.ts';

/** What serves in these tests. */
export const SERVED: ServedBy = {
  ...{ kind: 'llama.cpp', version: 'xllamacpp 0.2.1', baseId: 'base', baseSha256: null },
  chatTemplateSha256: 'cd'.repeat(32),
};

/** What time it is there. */
export const NOW = Date.UTC(2026, 10, 23, 2);

/** A registry over a fake MLflow and a database of its own. */
export interface ScratchRegistry {
  readonly registry: Registry;
  readonly mlflow: FakeMlflow;
  readonly database: Database;
  /** Without a password. */
  readonly databaseUrl: string;
  /** A registry over the same, as another process would have it. */
  readonly another: (client?: MlflowClient) => Registry;
  readonly adapter: (over?: AnAdapter) => AdapterFiles;
  /** A report that was recorded when it was written. */
  readonly evaluated: (adapter: AdapterFiles, change?: ReportChange) => Promise<ReportFile>;
  /** What it takes to promote an adapter that was found better than what is in production. */
  readonly order: (adapter: AdapterFiles, change?: ReportChange) => Promise<PromotionOrder>;
  readonly aliases: () => Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

/** @param place by default a SQLite file of its own */
export async function scratchRegistry(place: DatabasePlace = newSqlitePlace()): Promise<ScratchRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'naru-registry-'));
  const [mlflow, database] = await Promise.all([startFakeMlflow(), openDatabase(place)]);
  const ours = createMlflowClient({ trackingUri: mlflow.url, retry: false });
  const adapters = new Map<string, AdapterFiles>();
  const findAdapter = (sha256: string): Promise<AdapterFiles | undefined> => Promise.resolve(adapters.get(sha256));
  const another = (client = ours): Registry =>
    openRegistry({ client, database, modelName: 'base', findAdapter, now: () => NOW });
  const registry = another();
  const adapter = (over?: AnAdapter): AdapterFiles => {
    const made = anAdapter(folder, over);
    adapters.set(made.sha256, made);
    return made;
  };
  const evaluated = async (about: AdapterFiles, change: ReportChange = {}): Promise<ReportFile> => {
    const { production } = await registry.decided();
    const baseline = { sha256: production?.adapterSha256 ?? null, ...change.baseline };
    const report = aReport(about, { ...change, baseline });
    await recordEvaluation(database, report);
    return report;
  };
  return {
    ...{
      registry,
      mlflow,
      database,
      databaseUrl: place.engine === 'sqlite' ? `sqlite:///${place.path}` : place.shown,
      another,
      adapter,
      evaluated,
    },
    order: async (about, change) => {
      const report = await evaluated(about, change);
      return { adapterSha256: about.sha256, report, engine: SERVED, by: '나루' };
    },
    aliases: () => Object.fromEntries(mlflow.state.models.get('base')?.aliases ?? []),
    close: async () => {
      await Promise.all([ours.close(), mlflow.close(), database.close()]);
    },
  };
}
