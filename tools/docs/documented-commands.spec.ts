import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const RUN = /nx run ([\w-]+):([\w-]+)/g;

interface Project {
  readonly name: string;
  readonly targets: Readonly<Record<string, unknown>>;
}

const projects = globSync(['*/project.json', '{apps,libs,deployment}/*/project.json'], { cwd: root })
  .map((file) => JSON.parse(read(file)) as Project)
  .map(({ name, targets }): [string, readonly string[]] => [name, Object.keys(targets)]);
const targetsOf = new Map(projects);

const pages = globSync(['README*.md', 'docs/**/*.md', '{apps,libs}/*/README.md', 'libs/torch-jobs/bench/*.py'], {
  cwd: root,
});
const commands = pages.flatMap((page) =>
  [...read(page).matchAll(RUN)].map(([, project = '', target = '']) => ({ page, project, target })),
);

test('commands were found', () => expect(commands.length).toBeGreaterThan(20));

test.each(commands)('$page: nx run $project:$target exists', ({ project, target }) => {
  expect(targetsOf.get(project)).toContain(target);
});
