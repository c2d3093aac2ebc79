// Owns the index of data/datasets: which there are, and whose they are. The folders are the truth.
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { DatasetRow, newId, type Database } from '@naru/db';
import { IsNull } from 'typeorm';

import type { DataPlaces } from '../data-places.ts';
import { filesIn, manifestIn, summaryOf } from './dataset-folder.ts';

const DATASET_ID = /^[a-z0-9][a-z0-9._-]{0,63}@[0-9a-f]{32}$/;

export interface Asked {
  readonly ownerId: string | null;
  readonly jobId: string | null;
}

export class DatasetIndex {
  readonly #database: Database;
  readonly #places: DataPlaces;

  constructor(database: Database, places: DataPlaces) {
    this.#database = database;
    this.#places = places;
  }

  folderOf(datasetId: string): string {
    if (!DATASET_ID.test(datasetId)) throw new Error('This is no id of a dataset.');
    return join(this.#places.datasets, datasetId);
  }

  /** Indexes what was built elsewhere, and forgets what is gone. */
  async scan(): Promise<void> {
    const names = (await readdir(this.#places.datasets).catch(() => [])).filter((name) => DATASET_ID.test(name));
    const rows = await this.#database.read.find(DatasetRow);
    const known = new Set(rows.map(({ datasetId }) => datasetId));
    for (const name of names) if (!known.has(name)) await this.add(name, { ownerId: null, jobId: null });
    const gone = rows.filter(({ datasetId }) => !names.includes(datasetId));
    for (const { id } of gone) await this.#database.write((manager) => manager.delete(DatasetRow, { id }));
  }

  /** Says whose a dataset is; one that was nobody's becomes theirs. */
  async add(datasetId: string, { ownerId, jobId }: Asked): Promise<void> {
    const folder = this.folderOf(datasetId);
    const manifest = await manifestIn(folder);
    if (manifest === undefined) return;
    const files = await filesIn(folder);
    const { birthtimeMs, mtimeMs } = await stat(folder);
    const row = {
      ...{ datasetId, ownerId, jobId, name: manifest.name, summary: summaryOf(manifest) },
      bytes: files.reduce((sum, file) => sum + file.bytes, 0),
      createdAt: Math.round(Math.min(birthtimeMs > 0 ? birthtimeMs : mtimeMs, mtimeMs)),
    };
    await this.#database.write(async (manager) => {
      const same = { datasetId, ownerId: ownerId ?? IsNull() };
      if ((await manager.countBy(DatasetRow, same)) > 0) return;
      const { affected = 0 } = await manager.update(DatasetRow, { datasetId, ownerId: IsNull() }, { ownerId, jobId });
      if (affected === 0) await manager.insert(DatasetRow, { id: newId(), ...row });
    });
  }

  /** The folder goes with the last row; `everybodys`: the rows of others too. */
  async remove({ id, datasetId }: DatasetRow, everybodys: boolean): Promise<void> {
    const left = await this.#database.write(async (manager) => {
      await manager.delete(DatasetRow, everybodys ? { datasetId } : { id });
      return manager.countBy(DatasetRow, { datasetId });
    });
    if (left > 0) return;
    const aside = join(this.#places.datasets, `.removed-${randomUUID()}`);
    await mkdir(this.#places.datasets, { recursive: true });
    const moved = await rename(this.folderOf(datasetId), aside).then(
      () => true,
      () => false,
    );
    if (moved) await rm(aside, { recursive: true, force: true });
  }
}
