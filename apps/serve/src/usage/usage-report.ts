import { BOOTSTRAP_USER_ID } from '@naru/access';
import { ApiKeyRow, UsageDayRow, UserRow, type Database } from '@naru/db';
import { And, Equal, In, LessThan, LessThanOrEqual, MoreThan, MoreThanOrEqual, type FindOptionsWhere } from 'typeorm';

import type { DayCounts } from './day-counts.ts';
import type { UsageEntryView, UsageKeyView, UsageReportQuery, UsageReportView } from './usage-report.dto.ts';

const USUAL_PAGE = 50;
const FIRST_DAY = '0000-00-00';
const LAST_DAY = '9999-99-99';
const BOOTSTRAP: UsageKeyView = { id: 'api-key', name: 'API_KEY', prefix: null };

/** What everybody used, for administrators: newest day first. */
export class UsageReport {
  readonly #database: Database;
  readonly #counts: DayCounts;

  constructor(database: Database, counts: DayCounts) {
    this.#database = database;
    this.#counts = counts;
  }

  async page({
    from = FIRST_DAY,
    to = LAST_DAY,
    cursor,
    limit = USUAL_PAGE,
  }: UsageReportQuery): Promise<UsageReportView> {
    await this.#counts.write();
    const found = await this.#database.read.find(UsageDayRow, {
      where: after(cursor, { from, to }),
      order: { day: 'DESC', principal: 'ASC' },
      take: limit + 1,
    });
    const shown = found.slice(0, limit);
    const last = shown.at(-1);
    return {
      usage: await this.#named(shown),
      nextCursor: found.length > limit && last !== undefined ? `${last.day}.${last.principal}` : null,
    };
  }

  async #named(rows: readonly UsageDayRow[]): Promise<UsageEntryView[]> {
    const { read } = this.#database;
    const ids = (kind: string): string[] => [
      ...new Set(
        rows.map(({ principal }) => principal.split(':')).flatMap(([of, id = '']) => (of === kind ? [id] : [])),
      ),
    ];
    const keys = new Map((await read.findBy(ApiKeyRow, { id: In(ids('key')) })).map((key) => [key.id, key]));
    const ownerIds = [...ids('user'), ...[...keys.values()].map(({ userId }) => userId), BOOTSTRAP_USER_ID];
    const people = new Map((await read.findBy(UserRow, { id: In(ownerIds) })).map((person) => [person.id, person]));
    return rows.map(({ principal, day, requests, promptTokens, completionTokens }) => {
      const [kind, id = ''] = principal.split(':');
      const key = kind === 'key' ? keyView(id, keys.get(id)) : null;
      const ownerId = kind === 'user' ? id : (keys.get(id)?.userId ?? BOOTSTRAP_USER_ID);
      const person = people.get(ownerId);
      return {
        ...{ day, requests, promptTokens, completionTokens, key },
        person: person === undefined ? null : { id: person.id, name: person.name, email: person.email },
      };
    });
  }
}

function keyView(id: string, key: ApiKeyRow | undefined): UsageKeyView {
  return key === undefined ? { ...BOOTSTRAP, id } : { id, name: key.name, prefix: key.prefix };
}

interface Days {
  readonly from: string;
  readonly to: string;
}

function after(cursor: string | undefined, { from, to }: Days): FindOptionsWhere<UsageDayRow>[] {
  if (cursor === undefined) return [{ day: And(MoreThanOrEqual(from), LessThanOrEqual(to)) }];
  const at = cursor.indexOf('.');
  const [day, principal] = [cursor.slice(0, at), cursor.slice(at + 1)];
  return [
    { day: And(MoreThanOrEqual(from), LessThanOrEqual(to), LessThan(day)) },
    { day: And(MoreThanOrEqual(from), LessThanOrEqual(to), Equal(day)), principal: MoreThan(principal) },
  ];
}
