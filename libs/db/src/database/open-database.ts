import { AsyncLocalStorage } from 'node:async_hooks';

import type { DataSource, EntityManager } from 'typeorm';

import { Checkpoints } from './checkpoints.ts';
import { emptyLogByItself, inSnapshot, leaveDisk, logsAhead, sqliteReader, writingSource } from './connections.ts';
import type { Database, EngineName, WriteOptions } from './database.ts';
import { asDatabaseError, isBusy, isRetryable, retried } from './failures.ts';
import { migrate } from './migrate.ts';
import type { DatabasePlace, SqlitePlace } from './place.ts';
import { openLog, WalSync } from './wal-sync.ts';
import { WriteQueue } from './write-queue.ts';

export interface OpenOptions {
  /** How long a write waits for those before it, and for other programs (30 s). */
  readonly writeWaitMs?: number;
  /** How SQLite's log is reached, by the database's path. */
  readonly openLog?: typeof openLog;
  /** Told the migrations that ran, when some did. */
  readonly onMigrated?: (names: readonly string[]) => void;
}

const WRITE_WAIT_MS = 30_000;

/**
 * Migrates the database and opens it.
 *
 * @throws AppError `database.foreign`, `database.newer`, `database.unreachable`, `database.corrupt`
 */
export async function openDatabase(place: DatabasePlace, options: OpenOptions = {}): Promise<Database> {
  try {
    const ran = await migrate(place);
    if (ran.length > 0) options.onMigrated?.(ran);
    const writer = writingSource(place);
    await retried(() => writer.initialize(), isBusy, WRITE_WAIT_MS);
    const reader = place.engine === 'sqlite' ? sqliteReader(place) : writer;
    if (reader !== writer) await reader.initialize();
    const log = place.engine === 'sqlite' && logsAhead(writer) ? besideTheLoop(place, writer, options) : {};
    return new OpenDatabase(place, { writer, reader, ...log }, options.writeWaitMs ?? WRITE_WAIT_MS);
  } catch (error) {
    throw asDatabaseError(error, place.shown);
  }
}

/** What SQLite would wait for within a commit. */
function besideTheLoop(place: SqlitePlace, writer: DataSource, options: OpenOptions): Required<LogCare> {
  const wal = new WalSync(() => (options.openLog ?? openLog)(place.path));
  leaveDisk(writer);
  const checkpoints = new Checkpoints(place.path, () => emptyLogByItself(writer));
  return { wal, checkpoints };
}

/** Not there: each commit waits for the disk by itself. */
interface LogCare {
  readonly wal?: WalSync;
  readonly checkpoints?: Checkpoints;
}

interface Connections extends LogCare {
  readonly writer: DataSource;
  readonly reader: DataSource;
}

interface Writing {
  over: boolean;
}

class OpenDatabase implements Database {
  readonly engine: EngineName;
  readonly place: string;
  readonly read: EntityManager;
  readonly #where: DatabasePlace;
  readonly #writer: DataSource;
  readonly #reader: DataSource;
  readonly #log: LogCare;
  readonly #waitMs: number;
  readonly #queue: WriteQueue;
  readonly #writing = new AsyncLocalStorage<Writing>();
  readonly #underWay = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(place: DatabasePlace, { writer, reader, ...log }: Connections, waitMs: number) {
    this.#where = place;
    this.engine = place.engine;
    this.place = place.shown;
    this.read = reader.manager;
    this.#writer = writer;
    this.#reader = reader;
    this.#log = log;
    this.#waitMs = waitMs;
    this.#queue = new WriteQueue(waitMs);
  }

  write<T>(work: (manager: EntityManager) => Promise<T>, { durable = true }: WriteOptions = {}): Promise<T> {
    if (this.#writing.getStore()?.over === false) {
      return Promise.reject(
        new Error('A write within a write would wait for itself: use the manager of the outer one.'),
      );
    }
    if (this.#closing !== undefined) return Promise.reject(new Error('The database is closed.'));
    const transaction = (): Promise<T> => this.#transaction(work, durable);
    const committed = this.engine === 'sqlite' ? this.#queue.run(transaction) : transaction();
    const result = durable ? committed.then((value) => this.#onDisk(value)) : committed;
    this.#underWay.add(result);
    const over = (): void => {
      this.#underWay.delete(result);
      this.#log.checkpoints?.look();
    };
    result.then(over, over);
    return result;
  }

  async #transaction<T>(work: (manager: EntityManager) => Promise<T>, durable: boolean): Promise<T> {
    const writing: Writing = { over: false };
    let begun = false;
    const attempt = (): Promise<T> => {
      begun = false;
      return this.#writer.transaction(async (manager) => {
        begun = true;
        if (!durable && this.engine === 'postgres') await manager.query('SET LOCAL synchronous_commit TO OFF');
        return work(manager);
      });
    };
    // SQLite is busy at BEGIN only; after that the lock is ours, and `work` is not run twice.
    const again = (error: unknown): boolean => isRetryable(error) || (isBusy(error) && !begun);
    try {
      return await this.#writing.run(writing, () => retried(attempt, again, this.#waitMs));
    } catch (error) {
      throw asDatabaseError(error, this.place);
    } finally {
      writing.over = true;
    }
  }

  snapshot<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    if (this.#closing !== undefined) return Promise.reject(new Error('The database is closed.'));
    const result = this.#snapshot(work);
    this.#underWay.add(result);
    const over = (): void => void this.#underWay.delete(result);
    result.then(over, over);
    return result;
  }

  async #snapshot<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await inSnapshot(this.#where, this.#writer, work);
    } catch (error) {
      throw asDatabaseError(error, this.place);
    }
  }

  /** The next one may write while this one waits for the disk. */
  async #onDisk<T>(value: T): Promise<T> {
    await this.#log.wal?.sync().catch((error: unknown) => {
      throw asDatabaseError(error, this.place);
    });
    return value;
  }

  async check(): Promise<void> {
    try {
      await this.#reader.query('SELECT 1');
    } catch (error) {
      throw asDatabaseError(error, this.place);
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.allSettled([...this.#underWay]);
    await this.#log.wal?.close();
    await this.#log.checkpoints?.stop();
    if (this.#reader !== this.#writer) await this.#reader.destroy();
    await this.#writer.destroy();
  }
}
