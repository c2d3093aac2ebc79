import { rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import type { Principal } from '@naru/access';
import { AppError } from '@naru/contracts';
import { DataJobRow, DataSourceRow, newId, type Database } from '@naru/db';
import { RequestInvalid } from '@naru/nest';
import { In, LessThan } from 'typeorm';

import { ofPerson } from '../access/owned.ts';
import { ownerNames } from '../access/owners.ts';
import type { DataPlaces } from '../data-places.ts';
import { cursorAfter, type PageQuery } from '../pages.ts';
import { sourcesOf, type ServiceRecipe } from '../recipes/service-recipe.ts';
import {
  sourceView,
  type ChangeSourceDto,
  type NewSourceDto,
  type SourcePageView,
  type SourceView,
} from './sources.dto.ts';

const PAGE = 50;

type From = Pick<DataSourceRow, 'kind' | 'fileName' | 'hub'>;

function hubOf({ hub = '', revision }: NewSourceDto): From {
  return { kind: 'hub', fileName: null, hub: { repo: hub, revision: revision ?? null } };
}

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

  /**
   * What is read when a job needs it: a dataset of the hub, or an export of feedback.
   *
   * @throws AppError `request.invalid`, `auth.forbidden`, `source.not-found`
   */
  async add(person: Principal, body: NewSourceDto): Promise<SourceView> {
    const { name, licence = null } = body;
    const from = body.feedback === undefined ? hubOf(body) : await this.#feedbackOf(person, body.feedback, body.hub);
    const row = Object.assign(new DataSourceRow(), {
      ...{ id: newId(), ownerId: person.userId, place: null, bytes: 0, sha256: null, licence },
      ...from,
      name: name ?? from.fileName ?? from.hub?.repo ?? '',
      createdAt: Date.now(),
    });
    await this.#database.write((manager) => manager.insert(DataSourceRow, row));
    return this.view(row);
  }

  // It holds what everybody agreed to have learned from, not what one person brought.
  async #feedbackOf(person: Principal, id: string, hub: string | undefined): Promise<From> {
    if (hub !== undefined) throw new RequestInvalid([{ field: 'hub', problem: 'goes not with feedback' }]);
    if (person.role !== 'admin') throw new AppError('auth.forbidden', 'Feedback is for administrators.');
    const folder = join(this.#places.feedback, id);
    const isThere = id === 'latest' || (await stat(folder).catch(() => undefined))?.isDirectory() === true;
    if (!isThere) throw new AppError('source.not-found', `There is no export ${id} in data/feedback.`);
    return { kind: 'feedback', fileName: id, hub: null };
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
