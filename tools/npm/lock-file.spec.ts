import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

interface Package {
  readonly resolved?: string;
  readonly gypfile?: boolean;
}

const json = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));
const { packages } = json('package-lock.json') as { packages: Readonly<Record<string, Package>> };

test('no download address stands in the lock file', () => {
  const addresses = Object.values(packages).filter(({ resolved }) => resolved?.includes('://'));

  expect(addresses).toEqual([]);
});

// npm leaves `gypfile` out when it writes the lock file, and `npm ci` then wants a compiler for what comes built:
// after a change of the lock file, put "gypfile": false back under the package's version.
const built = Object.keys(packages).filter(
  (path) =>
    path !== '' &&
    existsSync(join(root, path, 'binding.gyp')) &&
    (json(join(path, 'package.json')) as Package).gypfile === false,
);

test('such packages are there', () => expect(built).toContain('node_modules/better-sqlite3'));

test.each(built)('npm ci compiles nothing: the lock file says that %s comes built', (path) => {
  expect(packages[path]?.gypfile).toBe(false);
});
