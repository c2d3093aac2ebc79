import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Column } from 'typeorm';

import { migrate, revert } from '../database/migrate.ts';
import { migrationNames, migrations } from '../database/migrations.ts';
import { PresetRow } from '../serve/chat/preset.entity.ts';
import { PostgresServer } from '../testing/postgres-server.ts';
import { newSqlitePlace } from '../testing/sqlite-places.ts';
import { runCommandLine } from './command-line.ts';
import { difference } from './generate.ts';

type Migration = (typeof migrations)[number];

const MIGRATIONS = 'libs/db/src/serve/migrations';
const server = await PostgresServer.start();

async function generate(): Promise<{ readonly root: string; readonly said: readonly string[] }> {
  const root = mkdtempSync(join(tmpdir(), 'naru-generate-'));
  mkdirSync(join(root, MIGRATIONS), { recursive: true });
  const said: string[] = [];
  const context = { root, place: newSqlitePlace, now: () => new Date(1_764_000_000_000) };
  await runCommandLine(['generate', '--name=add-pinned-presets'], { ...context, write: (line) => said.push(line) });
  return { root, said };
}

if (typeof server === 'string') {
  it.skip(`db:generate: not run, because ${server}`, () => undefined);
} else {
  afterAll(() => server.stop());

  describe('db:generate', () => {
    it('writes nothing where the entities and the migrations agree', async () => {
      const { root, said } = await generate();

      expect(said).toEqual(['The entities and the migrations agree: there is nothing to write.']);
      expect(readdirSync(join(root, MIGRATIONS))).toEqual([]);
    }, 120_000);

    it('writes a migration for what an entity has more, which does it and undoes it on both databases', async () => {
      Column('integer', { default: 0 })(PresetRow.prototype, 'pinned');

      const { root, said } = await generate();
      const file = join(root, MIGRATIONS, '1764000000000-add-pinned-presets.ts');

      expect(said[0]).toBe(`wrote ${MIGRATIONS}/1764000000000-add-pinned-presets.ts`);
      expect(existsSync(file)).toBe(true);
      expect(readFileSync(file, 'utf8')).toMatch(/ALTER TABLE "presets" ADD "pinned" integer NOT NULL DEFAULT/);
      const { AddPinnedPresets1764000000000: generated } = (await import(file)) as Record<string, Migration>;
      for (const place of [newSqlitePlace(), await server.newPlace()]) {
        const { up } = await difference(place);
        const names = migrationNames as string[];
        migrations.push(generated!);
        names.push(generated!.name);
        expect(await migrate(place)).toEqual([generated!.name]);
        expect(await difference(place)).toEqual({ up: [], down: [] });
        expect(await revert(place)).toBe(generated!.name);
        migrations.pop();
        names.pop();
        expect((await difference(place)).up).toEqual(up);
      }
    }, 120_000);
  });
}
