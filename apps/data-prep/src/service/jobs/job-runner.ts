// Owns the order of jobs: one runs, the others wait; what ran when the service was killed runs again.
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { AppError } from '@naru/contracts';
import { DataJobRow, DataSourceRow, type DataJobState, type Database } from '@naru/db';
import { isSameProcess, writeFileAtomically } from '@naru/files';
import type { AppLogger } from '@naru/logging';
import { In } from 'typeorm';

import type { ToldError, ToldLine } from '../../told/json-progress.ts';
import { ownerNames } from '../access/owners.ts';
import type { Children } from '../children.ts';
import type { DataPlaces } from '../data-places.ts';
import type { DatasetIndex } from '../datasets/dataset-index.ts';
import { recipeToRun, sourcesOf, type ServiceRecipe } from '../recipes/service-recipe.ts';
import type { JobEvents } from './job-events.ts';
import { startJob, type JobProcess, type Outcome } from './job-process.ts';
import { jobView, type JobProgressView, type JobView } from './jobs.dto.ts';

export interface JobRunnerParts {
  readonly database: Database;
  readonly places: DataPlaces;
  readonly children: Children;
  readonly events: JobEvents;
  readonly datasets: DatasetIndex;
  readonly log: AppLogger['log'];
}

interface Running {
  readonly id: string;
  process: JobProcess | undefined;
  progress: JobProgressView | null;
  cancelled: boolean;
  readonly ended: Promise<undefined>;
}

/** How long a build that lost its service may take to end by itself. */
const ORPHAN_MS = 15_000;

export class JobRunner {
  readonly #parts: JobRunnerParts;
  #running: Running | undefined;
  #stopping = false;
  #looking = false;
  #asked = false;
  #loop: Promise<void> = Promise.resolve();

  constructor(parts: JobRunnerParts) {
    this.#parts = parts;
  }

  /** Takes up again what a killed service left. */
  async start(): Promise<void> {
    const { database } = this.#parts;
    for (const row of await database.read.findBy(DataJobRow, { state: 'running' })) {
      await this.#change(row, { state: 'queued', startedAt: null });
    }
    this.look();
  }

  /** Ends what runs; it is taken up again at the next start. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#running?.process?.stop();
    await this.#loop;
  }

  /** Looks for a job that waits, now or when the one that runs has ended. */
  look(): void {
    this.#asked = true;
    if (this.#looking) return;
    this.#looking = true;
    this.#loop = this.#runAll().finally(() => (this.#looking = false));
  }

  /** @throws AppError `job.conflict` */
  async cancel(row: DataJobRow): Promise<JobView> {
    if (this.#running?.id === row.id) {
      this.#running.cancelled = true;
      this.#running.process?.stop();
      await this.#running.ended;
    } else {
      const { affected } = await this.#parts.database.write((manager) =>
        manager.update(DataJobRow, { id: row.id, state: 'queued' }, { state: 'cancelled', endedAt: Date.now() }),
      );
      if (affected === 0) throw new AppError('job.conflict', 'The job has ended already.');
      await this.told(row.id);
    }
    const now = await this.#parts.database.read.findOneByOrFail(DataJobRow, { id: row.id });
    return this.view(now);
  }

  progressOf(id: string): JobProgressView | null {
    return this.#running?.id === id ? this.#running.progress : null;
  }

  async view(row: DataJobRow): Promise<JobView> {
    const nameOf = await ownerNames(this.#parts.database, [row]);
    return jobView(row, { ownerName: nameOf(row), progress: this.progressOf(row.id) });
  }

  /** Tells the listeners of a job in which state it is. */
  async told(id: string): Promise<void> {
    const row = await this.#parts.database.read.findOneBy(DataJobRow, { id });
    if (row !== null) this.#parts.events.add(id, 'state', await this.view(row));
  }

  async #runAll(): Promise<void> {
    while (this.#asked && !this.#stopping) {
      this.#asked = false;
      try {
        while (await this.#next());
      } catch (error) {
        this.#parts.log.error({ err: error }, 'a job could not be kept');
      }
    }
  }

  /** @returns whether there was one */
  async #next(): Promise<boolean> {
    const waiting = { where: { state: 'queued' }, order: { id: 'ASC' } } as const;
    const row = this.#stopping ? null : await this.#parts.database.read.findOne(DataJobRow, waiting);
    if (row === null) return false;
    const over = Promise.withResolvers<undefined>();
    const running: Running = { id: row.id, process: undefined, progress: null, cancelled: false, ended: over.promise };
    this.#running = running;
    try {
      const outcome = await this.#run(row, running).catch((error: unknown): Outcome => {
        if (!(error instanceof AppError)) this.#parts.log.error({ err: error, job: row.id }, 'a job failed');
        return { datasetId: null, error: told(error), said: '' };
      });
      this.#running = undefined;
      if (outcome.said !== '') this.#parts.log.warn({ job: row.id, said: outcome.said }, 'what a build said');
      // What a stop has ended stays as it is: it runs again after the next start.
      if (this.#stopping && !running.cancelled && outcome.datasetId === null) return false;
      await this.#end(row, outcome, running.cancelled);
      return true;
    } finally {
      this.#running = undefined;
      over.resolve(undefined);
    }
  }

  async #run(row: DataJobRow, running: Running): Promise<Outcome> {
    const { children, places, log } = this.#parts;
    await this.#change(row, { state: 'running', startedAt: Date.now() });
    const recipe = row.recipe as ServiceRecipe;
    const path = join(places.job(row.id), 'recipe.json');
    await mkdir(places.job(row.id), { recursive: true });
    await writeFileAtomically(path, JSON.stringify(recipeToRun(recipe, await this.#placesOf(recipe)), null, 2));
    await this.#orphanGone(row.id);
    if (running.cancelled) return { datasetId: null, error: null, said: '' };
    const args = [`--config=${path}`, ...(row.again === null ? [] : [`--again=${row.again}`])];
    running.process = startJob(children, args, (line) => this.#heard(running, line));
    await writeFileAtomically(this.#pidPath(row.id), String(running.process.pid ?? 0));
    log.info({ job: row.id }, 'a job runs');
    return running.process.ended;
  }

  #heard(running: Running, line: ToldLine): void {
    const { events, places } = this.#parts;
    if (line.event === 'progress') {
      const { event: _, ...figures } = line;
      running.progress = figures;
      events.add(running.id, 'progress', figures);
    } else if (line.event === 'line') events.add(running.id, 'line', { text: places.shown(line.text) });
  }

  async #end(row: DataJobRow, { datasetId, error }: Outcome, cancelled: boolean): Promise<void> {
    const { datasets, places } = this.#parts;
    if (datasetId !== null) await datasets.add(datasetId, { ownerId: row.ownerId, jobId: row.id });
    await datasets.scan();
    const shown = error === null ? null : { ...error, message: places.shown(error.message) };
    const state: DataJobState = datasetId !== null ? 'succeeded' : cancelled ? 'cancelled' : 'failed';
    await this.#change(row, { state, datasetId, error: state === 'failed' ? shown : null, endedAt: Date.now() });
  }

  async #change(row: DataJobRow, changes: Partial<DataJobRow>): Promise<void> {
    await this.#parts.database.write((manager) => manager.update(DataJobRow, { id: row.id }, changes));
    await this.told(row.id);
  }

  /** @throws AppError `source.not-found` */
  async #placesOf(recipe: ServiceRecipe): Promise<(id: string) => Readonly<Record<string, unknown>>> {
    const ids = sourcesOf(recipe);
    const rows = await this.#parts.database.read.findBy(DataSourceRow, { id: In(ids) });
    const missing = ids.find((id) => rows.every((row) => row.id !== id));
    if (missing !== undefined) throw new AppError('source.not-found', `The source ${missing} is not there any more.`);
    const licences = new Map(recipe.sources.map(({ source, licence }) => [source, licence ?? null]));
    return (id) => {
      const { place, hub, licence, kind, fileName } = rows.find((row) => row.id === id) ?? {};
      const named = { licence: licences.get(id) ?? licence ?? null };
      if (place != null) return { ...named, path: join(this.#parts.places.root, place) };
      if (kind === 'feedback') return { ...named, feedback: fileName };
      return { ...named, hub: hub?.repo, ...(hub?.revision != null && { revision: hub.revision }) };
    };
  }

  // A killed service's build ends by itself, soon; two at once would do the same work twice.
  async #orphanGone(id: string): Promise<void> {
    const until = Date.now() + ORPHAN_MS;
    const pid = readNumber(this.#pidPath(id));
    while (pid !== undefined && Date.now() < until && isSameProcess({ pid, startedAt: null })) await sleep(200);
  }

  #pidPath(id: string): string {
    return join(this.#parts.places.job(id), 'pid');
  }
}

function readNumber(path: string): number | undefined {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

function told(error: unknown): ToldError {
  if (!(error instanceof AppError)) return { code: 'internal', message: 'A fault of Naru; the log has more.' };
  const { code, message, hint } = error;
  return { code, message, ...(hint !== undefined && { hint }) };
}
