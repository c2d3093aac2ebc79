import { setTimeout as sleep } from 'node:timers/promises';

import type { Database } from '../../database/database.ts';
import { newId } from '../../database/new-id.ts';
import { openDatabase } from '../../database/open-database.ts';
import { UsageDayRow } from '../../serve/people/usage-day.entity.ts';
import { UserRow } from '../../serve/people/user.entity.ts';
import { aUser } from '../rows.ts';
import type { NewPlace } from './tables-suite.ts';

const KEY = { principal: 'user:1', day: '2026-11-23' };

let db: Database;
let newPlaceOfSuite: NewPlace;

export function describeWrites(newPlace: NewPlace): void {
  beforeAll(async () => {
    newPlaceOfSuite = newPlace;
    db = await openDatabase(await newPlace());
    await db.write((manager) =>
      manager.insert(UsageDayRow, { ...KEY, requests: 0, promptTokens: 0, completionTokens: 0 }),
    );
  });
  afterAll(() => db.close());

  describe('a write', () => describeWrite());
  describe('a snapshot', () => describeSnapshot());
  describe('a closed database', () => describeClose());
}

function describeSnapshot(): void {
  it('sees one state throughout, while others write and read what is newer', async () => {
    const user = aUser();

    const seen = await db.snapshot(async (manager) => {
      const before = await manager.countBy(UserRow, { id: user.id });
      await db.write((writer) => writer.insert(UserRow, user));
      return [before, await manager.countBy(UserRow, { id: user.id }), await db.read.countBy(UserRow, { id: user.id })];
    });

    expect(seen).toEqual([0, 0, 1]);
    expect(await db.snapshot((manager) => manager.countBy(UserRow, { id: user.id }))).toBe(1);
  });

  it('changes nothing', async () => {
    const user = aUser();

    await expect(db.snapshot((manager) => manager.insert(UserRow, user))).rejects.toThrow(/read-?only/i);

    expect(await db.read.countBy(UserRow, { id: user.id })).toBe(0);
  });
}

function describeWrite(): void {
  it('is whole or not at all', async () => {
    const user = aUser();

    await expect(
      db.write(async (manager) => {
        await manager.insert(UserRow, user);
        throw new Error('in the middle');
      }),
    ).rejects.toThrow('in the middle');

    expect(await db.read.countBy(UserRow, { id: user.id })).toBe(0);
  });

  it('asks PostgreSQL to wait for the disk, but where it need not, and SQLite never', async () => {
    const waits = (durable: boolean): Promise<unknown> =>
      db.write(
        async (manager) => {
          // Each time another text: SQLite answers by what was when a statement was prepared.
          const sql = db.engine === 'sqlite' ? `PRAGMA synchronous -- ${newId()}` : 'SHOW synchronous_commit';
          const [row] = await manager.query<Record<string, unknown>[]>(sql);
          return Object.values(row ?? {})[0];
        },
        { durable },
      );

    const settings = [await waits(true), await waits(false), await waits(true)];

    expect(settings).toEqual(db.engine === 'sqlite' ? [1, 1, 1] : ['on', 'off', 'on']);
  });

  it('is seen by readers when it is committed, and holds no reader up', async () => {
    const user = aUser();
    let seenDuring: number | undefined;

    await db.write(async (manager) => {
      await manager.insert(UserRow, user);
      seenDuring = await db.read.countBy(UserRow, { id: user.id });
    });

    expect(seenDuring).toBe(0);
    expect(await db.read.countBy(UserRow, { id: user.id })).toBe(1);
  });

  it('loses nothing of the others, however many run at once', async () => {
    const writes = Array.from({ length: 50 }, () =>
      db.write(async (manager) => {
        await manager.increment(UsageDayRow, KEY, 'requests', 1);
        await sleep(1);
        await manager.increment(UsageDayRow, KEY, 'promptTokens', 2);
      }),
    );

    await Promise.all(writes);

    expect(await db.read.findOneBy(UsageDayRow, KEY)).toMatchObject({ requests: 50, promptTokens: 100 });
  });

  it('within a write is refused at once instead of waiting for ever', async () => {
    await expect(db.write(() => db.write(() => Promise.resolve()))).rejects.toThrow(/use the manager of the outer one/);
  });

  it('may be asked for by what a write started and left behind', async () => {
    let left: Promise<number> | undefined;
    await db.write(() => {
      left = sleep(20).then(() => db.write((manager) => manager.count(UserRow)));
      return Promise.resolve();
    });

    expect(await left).toBeGreaterThanOrEqual(0);
  });
}

function describeClose(): void {
  it('has let the writes under way end, and takes no more', async () => {
    const place = await newPlaceOfSuite();
    const closing = await openDatabase(place);
    const user = aUser();
    const written = closing.write(async (manager) => {
      await sleep(30);
      await manager.insert(UserRow, user);
    });

    await Promise.all([closing.close(), closing.close(), written]);
    await expect(closing.write((manager) => manager.insert(UserRow, aUser()))).rejects.toThrow('closed');

    const again = await openDatabase(place);
    expect(await again.read.countBy(UserRow, { id: user.id })).toBe(1);
    await again.check();
    await again.close();
  });
}
