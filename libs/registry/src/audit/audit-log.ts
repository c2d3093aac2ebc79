import { redactSecrets } from '@naru/config';
import { AppError } from '@naru/contracts';
import { AuditRow, isUniqueViolation, newId, storedText, type Database } from '@naru/db';
import { LessThan, type EntityManager } from 'typeorm';

import type { AuditQuery, Decided } from '../registry.ts';
import { decidedBy } from './decided.ts';
import { auditHash, brokenLink, NO_HASH } from './hash.ts';

/** What a new row says. */
export type Said = Omit<AuditRow, 'seq' | 'id' | 'at' | 'model' | 'previousHash' | 'hash'>;

/** Of so many writers at once, one wins each time. */
const ATTEMPTS = 20;

/** The audit log of one registered model, in the one chain of all. */
export class AuditLog {
  readonly #database: Database;
  readonly #model: string;
  readonly #now: () => number;

  constructor(database: Database, model: string, now: () => number) {
    this.#database = database;
    this.#model = model;
    this.#now = now;
  }

  rows({ limit, before }: AuditQuery): Promise<AuditRow[]> {
    const where = { model: this.#model, ...(before === undefined ? {} : { seq: LessThan(before) }) };
    return this.#database.read.find(AuditRow, { where, order: { seq: 'DESC' }, take: limit });
  }

  /** All rows of this model, the oldest first. */
  all(manager: EntityManager = this.#database.read): Promise<AuditRow[]> {
    return manager.find(AuditRow, { where: { model: this.#model }, order: { seq: 'ASC' } });
  }

  async decided(): Promise<Decided> {
    return decidedBy(await this.all());
  }

  async brokenAt(): Promise<number | null> {
    return brokenLink(await this.#database.read.find(AuditRow, { order: { seq: 'ASC' } }));
  }

  /**
   * Writes the next row, by what holds when it is written.
   *
   * @param say what the row says, or undefined for none; throws to write nothing
   */
  async append(say: (decided: Decided) => Said | undefined): Promise<AuditRow | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#database.write((manager) => this.#append(manager, say));
      } catch (error) {
        if (!isOvertaken(error) || attempt === ATTEMPTS) throw error;
      }
    }
  }

  async #append(manager: EntityManager, say: (decided: Decided) => Said | undefined): Promise<AuditRow | undefined> {
    // First, so that a row which another writer adds meanwhile takes the place of this one, and not its grounds.
    const [last] = await manager.find(AuditRow, { order: { seq: 'DESC' }, take: 1 });
    const said = say(decidedBy(await this.all(manager)));
    if (said === undefined) return undefined;
    const row = Object.assign(new AuditRow(), said, {
      ...{ seq: (last?.seq ?? 0) + 1, id: newId(), at: this.#now(), model: this.#model },
      ...{ by: kept(said.by), why: kept(said.why), previousHash: last?.hash ?? NO_HASH },
    });
    row.hash = auditHash(row);
    await manager.insert(AuditRow, row);
    return row;
  }
}

/** What a person typed, without the secrets that this process knows. */
const kept = (text: string): string => storedText(redactSecrets(text));

const isOvertaken = (error: unknown): boolean =>
  isUniqueViolation(error, 'registry_audit', 'previous_hash') || isUniqueViolation(error, 'registry_audit', 'seq');

/** What is in production by the audit log alone, for who has no MLflow at hand. */
export function decidedIn(database: Database, modelName: string): Promise<Decided> {
  return new AuditLog(database, modelName, Date.now).decided();
}

/** What is said when a change was decided on what no longer holds. */
export function overtaken(): AppError {
  return new AppError('promotion.conflict', 'Somebody else changed what is in production at the same time.', {
    hint: 'Look what is there now (npx nx run evaluate:versions), and decide again.',
  });
}
