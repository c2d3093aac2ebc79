// Owns what an adapter came of and what came of it: sources, dataset, run, reports, production, answers.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { AppError, checkDatasetManifest, type DatasetManifest } from '@naru/contracts';
import { AdapterRow, type AuditRow, type Database } from '@naru/db';

import type { MlflowLinks } from '../provenance/mlflow-links.ts';
import { answersOf } from './answers-of.ts';
import type { AuditLog } from './audit-log.ts';
import type { EvaluationReports } from './evaluation-reports.ts';
import type { LineageView } from './lineage.dto.ts';
import { reportView } from './reports.dto.ts';

export interface LineagesParts {
  readonly database: Database;
  readonly audit: AuditLog;
  readonly reports: EvaluationReports;
  readonly links: MlflowLinks;
  /** `data/datasets` */
  readonly datasetsFolder: string;
}

const DATASET_ID = /^[a-z0-9][a-z0-9._-]{0,63}@[0-9a-f]{32}$/;

export class Lineages {
  readonly #parts: LineagesParts;

  constructor(parts: LineagesParts) {
    this.#parts = parts;
  }

  /** @throws AppError `engine.model-unknown` for an adapter that was never on this machine */
  async of(adapterSha256: string): Promise<LineageView> {
    const { database, audit, reports, links } = this.#parts;
    const row = await database.read.findOneBy(AdapterRow, { sha256: adapterSha256 });
    if (row === null) throw new AppError('engine.model-unknown', 'No adapter of this hash was ever on this machine.');
    const { name, path, runId, mlflowRunId, baseId } = row;
    const manifest = await this.#manifest(row.datasetId);
    return {
      sources: (manifest?.sources ?? []).map(({ name: source, rows, refused }) => ({ name: source, rows, refused })),
      dataset: datasetOf(row, manifest),
      base: { id: baseId },
      run: runId === null ? null : { id: runId, mlflowUrl: links.toRun(mlflowRunId) },
      adapter: { name, sha256: adapterSha256, here: existsSync(path) },
      reports: (await reports.of(adapterSha256)).map(reportView),
      production: periodsOf(adapterSha256, await audit.rowsOf(adapterSha256)),
      answers: await answersOf(database, name),
    };
  }

  /** Undefined: the rows came of no dataset of ours, or its folder is gone. */
  async #manifest(datasetId: string | null): Promise<DatasetManifest | undefined> {
    if (datasetId === null || !DATASET_ID.test(datasetId)) return undefined;
    try {
      const text = await readFile(join(this.#parts.datasetsFolder, datasetId, 'manifest.json'), 'utf8');
      const checked = checkDatasetManifest(JSON.parse(text));
      return checked.ok ? checked.value : undefined;
    } catch {
      return undefined;
    }
  }
}

function datasetOf(
  { datasetId, datasetSha256 }: AdapterRow,
  manifest: DatasetManifest | undefined,
): LineageView['dataset'] {
  if (datasetId === null) return null;
  const files = Object.values(manifest?.splits ?? {}).flat();
  const rows = manifest === undefined ? null : files.reduce((sum, file) => sum + file.rows, 0);
  return { id: datasetId, sha256: datasetSha256, rows, here: manifest !== undefined };
}

/** When it was in production. @param rows newest first */
export function periodsOf(adapterSha256: string, rows: readonly AuditRow[]): LineageView['production'] {
  const periods: { from: string; until: string | null }[] = [];
  for (const { alias, from, to, at } of rows.toReversed()) {
    if (alias !== 'production') continue;
    const time = new Date(at).toISOString();
    const last = periods.at(-1);
    if (from?.adapterSha256 === adapterSha256 && last?.until === null) last.until = time;
    if (to?.adapterSha256 === adapterSha256) periods.push({ from: time, until: null });
  }
  return periods;
}
