import type { EntityManager } from 'typeorm';

export type EngineName = 'sqlite' | 'postgres';

export interface WriteOptions {
  /** True by default. */
  readonly durable?: boolean;
}

/** An open database, its migrations run. */
export interface Database {
  readonly engine: EngineName;

  /** Where it is, without a password: for people. */
  readonly place: string;

  /**
   * For reading only (SQLite refuses anything else). It sees what was committed, and waits for no writer.
   */
  readonly read: EntityManager;

  /**
   * Runs `work` in a transaction; when the promise resolves, what it wrote survives a loss of power.
   *
   * On SQLite one transaction runs at a time, in order of call, so `work` awaits nothing but its manager. PostgreSQL
   * may run `work` again after a deadlock. A `write` within a `write` is refused: pass the manager on.
   *
   * With `durable: false` it waits for no disk: a loss of power may undo it, the end of this process does not.
   *
   * @throws AppError `database.busy` when others held the database for too long, `database.unreachable`
   */
  write<T>(work: (manager: EntityManager) => Promise<T>, options?: WriteOptions): Promise<T>;

  /**
   * Runs `work` over one state of the database, on a connection of its own: what is committed meanwhile is not seen, and
   * nobody waits for it. For reading only; for what takes many queries and long.
   *
   * @throws AppError `database.busy`, `database.unreachable`
   */
  snapshot<T>(work: (manager: EntityManager) => Promise<T>): Promise<T>;

  /** Rejects when the database does not answer: for /readyz. */
  check(): Promise<void>;

  /** Waits for the writes under way, then closes. */
  close(): Promise<void>;
}
