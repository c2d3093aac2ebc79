import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { depConstraints } from './boundaries.js';

const root = join(import.meta.dirname, '../..');

interface Graph {
  readonly nodes: Readonly<Record<string, { readonly data: { readonly tags?: readonly string[] } }>>;
  readonly dependencies: Readonly<Record<string, readonly { readonly target: string; readonly source: string }[]>>;
}

function nx(...args: string[]): string {
  const env = { ...process.env, NX_DAEMON: 'false' };
  return execFileSync(join(root, 'node_modules/.bin/nx'), args, {
    cwd: root,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

function projectGraph(): Graph {
  const file = join(mkdtempSync(join(tmpdir(), 'naru-graph-')), 'graph.json');
  nx('graph', `--file=${file}`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { graph: Graph }).graph;
}

const affectedBy = (file: string): string[] =>
  (JSON.parse(nx('show', 'projects', '--affected', `--files=${file}`, '--json')) as string[]).sort();

const { nodes, dependencies } = projectGraph();
const tagsOf = (project: string): readonly string[] => nodes[project]?.data.tags ?? [];
// Tools generate from and check every project; no project depends on them.
const isTool = (project: string): boolean => tagsOf(project).includes('type:tool');
const edges = Object.values(dependencies)
  .flat()
  .filter(({ source, target }) => source in nodes && target in nodes);

describe('the project graph', () => {
  it.each(Object.keys(nodes))('gives %s one type, one scope and one platform', (project) => {
    const kinds = tagsOf(project)
      .map((tag) => tag.split(':')[0])
      .filter((kind) => kind !== 'npm'); // Nx adds npm:private by itself

    expect([...kinds].sort()).toEqual(['platform', 'scope', 'type']);
  });

  it.each(edges.filter(({ source }) => !isTool(source)).map(({ source, target }) => [source, target]))(
    'lets %s depend on %s',
    (source, target) => {
      const rules = depConstraints.filter((rule) => tagsOf(source).includes(rule.sourceTag));
      const broken = rules.filter((rule) => !rule.onlyDependOnLibsWithTags.some((tag) => tagsOf(target).includes(tag)));

      expect(rules).toHaveLength(3);
      expect(broken).toEqual([]);
    },
  );

  it('lets nothing but the tests from outside depend on an app, and nothing on a tool', () => {
    const isOutside = (project: string): boolean => tagsOf(project).includes('type:e2e');
    const isApp = (project: string): boolean => tagsOf(project).includes('type:app');
    const wrong = edges.filter(
      ({ source, target }) => !isTool(source) && (isTool(target) || (isApp(target) && !isOutside(source))),
    );

    expect(wrong).toEqual([]);
  });

  it('has the Python edges that no import shows', () => {
    const pairs = edges.map(({ source, target }) => `${source} -> ${target}`);

    expect(pairs).toEqual(
      expect.arrayContaining(['train -> torch-jobs', 'torch-jobs -> contracts', 'torch-jobs -> python']),
    );
  });
});

describe('a change', () => {
  it('in a contract affects both languages', () => {
    expect(affectedBy('libs/contracts/schema/job-event.schema.json')).toEqual(
      expect.arrayContaining(['contracts', 'naru', 'torch-jobs', 'train']),
    );
  });

  it('in a Python file affects the job and the apps that launch it, not the libraries beside them', () => {
    const affected = affectedBy('libs/torch-jobs/naru_torch/train.py');

    expect(affected).toEqual(expect.arrayContaining(['torch-jobs', 'train']));
    expect(affected).not.toContain('mlflow-js-client');
  });

  it('in the Python requirements affects the job and the apps that launch it', () => {
    expect(affectedBy('requirements/naru.txt')).toEqual(expect.arrayContaining(['python', 'torch-jobs', 'train']));
  });

  it('in the npm lock file affects every TypeScript project', () => {
    expect(affectedBy('package-lock.json')).toEqual(
      expect.arrayContaining(['contracts', 'config', 'mlflow-js-client', 'train']),
    );
  });
});
