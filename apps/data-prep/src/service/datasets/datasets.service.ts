import type { Principal } from '@naru/access';
import { AppError, type DatasetManifest } from '@naru/contracts';
import { DatasetRow, type Database } from '@naru/db';
import { LessThan } from 'typeorm';

import type { SplitName } from '../../steps/split/index.ts';
import { ofPerson } from '../access/owned.ts';
import { ownerNames } from '../access/owners.ts';
import { cursorAfter, type PageQuery } from '../pages.ts';
import { compareDatasets } from './compare-datasets.ts';
import { linesOf, manifestIn, type SplitRow } from './dataset-folder.ts';
import type { DatasetIndex } from './dataset-index.ts';
import {
  datasetView,
  type ComparisonView,
  type DatasetPageView,
  type SamplePageView,
  type WholeDatasetView,
} from './datasets.dto.ts';

const PAGE = 50;

export interface RowsWanted {
  readonly split: SplitName;
  readonly limit: number;
  readonly after: number;
}

/** What was built. */
export class DatasetsService {
  readonly #database: Database;
  readonly #index: DatasetIndex;

  constructor(database: Database, index: DatasetIndex) {
    this.#database = database;
    this.#index = index;
  }

  async page(person: Principal, { cursor, limit = PAGE }: PageQuery): Promise<DatasetPageView> {
    const rows = await this.#database.read.find(DatasetRow, {
      where: { ...ofPerson(person), ...(cursor !== undefined && { id: LessThan(cursor) }) },
      order: { id: 'DESC' },
      take: limit,
    });
    const nameOf = await ownerNames(this.#database, rows);
    // An administrator sees the rows of all whose a dataset is: one of them says enough.
    const once = rows.filter(({ datasetId }, at) => rows.findIndex((row) => row.datasetId === datasetId) === at);
    return { datasets: once.map((row) => datasetView(row, nameOf(row))), nextCursor: cursorAfter(rows, limit) };
  }

  async whole(row: DatasetRow): Promise<WholeDatasetView> {
    const nameOf = await ownerNames(this.#database, [row]);
    return { ...datasetView(row, nameOf(row)), manifest: await this.#manifest(row) };
  }

  folder({ datasetId }: DatasetRow): string {
    return this.#index.folderOf(datasetId);
  }

  async samples(row: DatasetRow, { split, limit, after }: RowsWanted): Promise<SamplePageView> {
    const manifest = await this.#manifest(row);
    const rows: SamplePageView['rows'] = [];
    for await (const line of linesOf(this.folder(row), manifest, split, after)) {
      if (rows.length === limit) return { rows, nextAfter: after + limit };
      rows.push({ number: after + rows.length + 1, ...(JSON.parse(line) as SplitRow & { messages: [] }) });
    }
    return { rows, nextAfter: null };
  }

  /** The bytes of a split's files, one after the other. */
  async *splitLines(row: DatasetRow, split: SplitName): AsyncGenerator<string> {
    for await (const line of linesOf(this.folder(row), await this.#manifest(row), split)) yield `${line}\n`;
  }

  /** @throws AppError `dataset.not-found` for another dataset that the person does not see */
  async compare(person: Principal, row: DatasetRow, other: string): Promise<ComparisonView> {
    const to = await this.#database.read.findOneBy(DatasetRow, { datasetId: other, ...ofPerson(person) });
    if (to === null) throw new AppError('dataset.not-found', 'There is no dataset of this id to compare with.');
    const [from, compared] = await Promise.all([this.#compared(row), this.#compared(to)]);
    return compareDatasets(from, compared);
  }

  /** An administrator removes it for everybody. */
  remove(person: Principal, row: DatasetRow): Promise<void> {
    return this.#index.remove(row, person.role === 'admin');
  }

  async #compared(row: DatasetRow) {
    return { id: row.datasetId, folder: this.folder(row), manifest: await this.#manifest(row) };
  }

  async #manifest(row: DatasetRow): Promise<DatasetManifest> {
    const manifest = await manifestIn(this.folder(row));
    if (manifest === undefined) throw new AppError('dataset.not-found', 'The folder of this dataset is gone.');
    return manifest;
  }
}
