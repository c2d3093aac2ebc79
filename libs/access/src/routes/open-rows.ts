import type { Database } from '@naru/db';
import type { EntityTarget, FindOptionsWhere } from 'typeorm';

/** Rows as they are committed. */
export class OpenRows {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  one(table: EntityTarget<object>, where: FindOptionsWhere<object>): Promise<object | null> {
    return this.#database.read.findOneBy(table, where);
  }
}
