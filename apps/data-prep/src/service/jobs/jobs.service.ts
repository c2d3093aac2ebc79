import type { Principal } from '@naru/access';
import { AppError } from '@naru/contracts';
import { DataJobRow, newId, type Database } from '@naru/db';
import { RequestInvalid } from '@naru/nest';
import { LessThan } from 'typeorm';

import { ofPerson } from '../access/owned.ts';
import { ownerNames } from '../access/owners.ts';
import { cursorAfter, type PageQuery } from '../pages.ts';
import { checkedRecipe, sourcesOf } from '../recipes/service-recipe.ts';
import type { SourcesService } from '../sources/sources.service.ts';
import type { JobEvents } from './job-events.ts';
import type { JobRunner } from './job-runner.ts';
import { jobView, type JobPageView, type JobView } from './jobs.dto.ts';

export interface JobsParts {
  readonly database: Database;
  readonly sources: SourcesService;
  readonly runner: JobRunner;
  readonly events: JobEvents;
}

const PAGE = 30;
const MOST_WAITING = 100;
const LIVE: readonly string[] = ['queued', 'running'];

/** The jobs that people asked for. */
export class JobsService {
  readonly #parts: JobsParts;

  constructor(parts: JobsParts) {
    this.#parts = parts;
  }

  async page(person: Principal, { cursor, limit = PAGE }: PageQuery): Promise<JobPageView> {
    const { database, runner } = this.#parts;
    const rows = await database.read.find(DataJobRow, {
      where: { ...ofPerson(person), ...(cursor !== undefined && { id: LessThan(cursor) }) },
      order: { id: 'DESC' },
      take: limit,
    });
    const nameOf = await ownerNames(database, rows);
    const views = rows.map((row) => jobView(row, { ownerName: nameOf(row), progress: runner.progressOf(row.id) }));
    return { jobs: views, nextCursor: cursorAfter(rows, limit) };
  }

  view(row: DataJobRow): Promise<JobView> {
    return this.#parts.runner.view(row);
  }

  /** @throws AppError `request.invalid`, `source.not-found` */
  async create(person: Principal, input: unknown, again: string | null): Promise<JobView> {
    const { database, sources, runner } = this.#parts;
    const recipe = checkedRecipe(input);
    await sources.visible(person, sourcesOf(recipe));
    if (again !== null && recipe.steps.every(({ use }) => use !== again)) {
      throw new RequestInvalid([{ field: 'again', problem: `is no step of the recipe` }]);
    }
    const row = Object.assign(new DataJobRow(), {
      ...({ id: newId(), ownerId: person.userId, name: recipe.name, state: 'queued', recipe, again } as const),
      ...{ datasetId: null, error: null, startedAt: null, endedAt: null },
      createdAt: Date.now(),
    });
    await database.write(async (manager) => {
      if ((await manager.countBy(DataJobRow, { state: 'queued' })) >= MOST_WAITING) {
        throw new AppError('limit.reached', `${MOST_WAITING} jobs wait already.`);
      }
      await manager.insert(DataJobRow, row);
    });
    await runner.told(row.id);
    runner.look();
    return runner.view(row);
  }

  /** A new job of the same recipe; kept results are taken, but for those of `step`. */
  again(person: Principal, { recipe }: DataJobRow, step: string | null): Promise<JobView> {
    return this.create(person, recipe, step);
  }

  cancel(row: DataJobRow): Promise<JobView> {
    if (!LIVE.includes(row.state)) throw new AppError('job.conflict', 'The job has ended already.');
    return this.#parts.runner.cancel(row);
  }

  /** @throws AppError `job.conflict` while it runs or waits */
  async remove({ id, state }: DataJobRow): Promise<void> {
    if (LIVE.includes(state)) {
      throw new AppError('job.conflict', 'The job has not ended.', { hint: 'Cancel it first.' });
    }
    await this.#parts.database.write((manager) => manager.delete(DataJobRow, { id }));
    this.#parts.events.forget(id);
  }
}
