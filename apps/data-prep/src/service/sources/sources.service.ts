import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { Principal } from '@naru/access';
import { AppError } from '@naru/contracts';
import { DataJobRow, DataSourceRow, newId, type Database } from '@naru/db';
import { In, LessThan } from 'typeorm';

import { ofPerson } from '../access/owned.ts';
import { ownerNames } from '../access/owners.ts';
import type { DataPlaces } from '../data-places.ts';
import { cursorAfter, type PageQuery } from '../pages.ts';
import { sourcesOf, type ServiceRecipe } from '../recipes/service-recipe.ts';
import {
  sourceView,
  type ChangeSourceDto,
  type NewHubSourceDto,
  type SourcePageView,
  type SourceView,
} from './sources.dto.ts';

const PAGE = 50;

/** What datasets can be made of. */
export class SourcesService {
  readonly #database: Database;
  readonly #places: DataPlaces;

  constructor(database: Database, places: DataPlaces) {
    this.#database = database;
    this.#places = places;
  }

  async page(person: Principal, { cursor, limit = PAGE }: PageQuery): Promise<SourcePageView> {
    const rows = await this.#database.read.find(DataSourceRow, {
      where: { ...ofPerson(person), ...(cursor !== undefined && { id: LessThan(cursor) }) },
      order: { id: 'DESC' },
      take: limit,
    });
    const nameOf = await ownerNames(this.#database, rows);
    return { sources: rows.map((row) => sourceView(row, nameOf(row))), nextCursor: cursorAfter(rows, limit) };
  }

  async view(row: DataSourceRow): Promise<SourceView> {
    return sourceView(row, (await ownerNames(this.#database, [row]))(row));
  }

  /** A dataset of the hub: pulled when a job reads it. */
  async add(
    { userId: ownerId }: Principal,
    { hub, revision, name, licence = null }: NewHubSourceDto,
  ): Promise<SourceView> {
    const row = Object.assign(new DataSourceRow(), {
      id: newId(),
      ownerId,
      name: name ?? hub,
      kind: 'hub',
      hub: { repo: hub, revision: revision ?? null },
      licence,
      ...{ fileName: null, place: null, bytes: 0, sha256: null },
      createdAt: Date.now(),
    } as const);
    await this.#database.write((manager) => manager.insert(DataSourceRow, row));
    return this.view(row);
  }

  async change(row: DataSourceRow, { name, licence }: ChangeSourceDto): Promise<SourceView> {
    const changes = { ...(name !== undefined && { name }), ...(licence !== undefined && { licence }) };
    if (Object.keys(changes).length > 0) {
      await this.#database.write((manager) => manager.update(DataSourceRow, { id: row.id }, changes));
    }
    return this.view(Object.assign(row, changes));
  }

  /** @throws AppError `data.in-use` */
  async remove({ id, place }: DataSourceRow): Promise<void> {
    await this.#database.write(async (manager) => {
      const jobs = await manager.findBy(DataJobRow, { state: In(['queued', 'running']) });
      const job = jobs.find(({ recipe }) => sourcesOf(recipe as ServiceRecipe).includes(id));
      if (job !== undefined) {
        throw new AppError('data.in-use', `The job "${job.name}" needs this source.`, {
          hint: 'Wait until it has ended, or cancel it.',
        });
      }
      await manager.delete(DataSourceRow, { id });
    });
    if (place !== null) await rm(dirname(join(this.#places.root, place)), { recursive: true, force: true });
  }

  /** Those of these ids that the person sees. @throws AppError `source.not-found` */
  async visible(person: Principal, ids: readonly string[]): Promise<DataSourceRow[]> {
    const rows = await this.#database.read.findBy(DataSourceRow, { id: In([...ids]), ...ofPerson(person) });
    const missing = ids.find((id) => rows.every((row) => row.id !== id));
    if (missing === undefined) return rows;
    throw new AppError('source.not-found', `There is no source ${missing}.`);
  }
}
