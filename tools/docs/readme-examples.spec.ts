import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'tmp/readme-examples');
// An example's own imports count: Nest's take seconds on a busy machine.
const EXAMPLE_MS = 120_000;
// A fence of the form ```ts example is run as it stands; its own assertions are the test.
const EXAMPLE = /^```ts example\n([\s\S]*?)^```/gm;

// Their examples need a server, or Python.
const TESTED_AT_HOME = ['mlflow-js-client', 'torch-jobs'];

const examples = globSync('{apps,libs}/*/README.md', { cwd: root }).flatMap((readme) =>
  [...readFileSync(join(root, readme), 'utf8').matchAll(EXAMPLE)].map((match, index) => ({
    name: `${basename(dirname(readme))}-${index + 1}`,
    code: match[1] ?? '',
  })),
);

describe('the example in the README of', () => {
  beforeAll(() => mkdirSync(folder, { recursive: true }));
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(examples)(
    '$name runs and holds',
    async ({ name, code }) => {
      expect(code).toContain('assert');
      const file = join(folder, `${name}.ts`);
      writeFileSync(file, code);

      await import(file);
    },
    EXAMPLE_MS,
  );

  it('every library runs here, or in a test of its own', () => {
    const run = new Set(examples.map(({ name }) => name.replace(/-\d+$/, '')));
    const libraries = globSync('libs/*/README.md', { cwd: root }).map((readme) => basename(dirname(readme)));

    expect(libraries.filter((name) => !run.has(name)).sort()).toEqual(TESTED_AT_HOME);
  });

  it('every library stands there', () => {
    const described = globSync('libs/*/README.md', { cwd: root }).map(dirname);

    expect(described.sort()).toEqual(globSync('libs/*/project.json', { cwd: root }).map(dirname).sort());
  });
});
