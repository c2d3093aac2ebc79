import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { pythonEnvironment, workspaceRoot } from '@naru/config';

const ROOT = workspaceRoot(import.meta.dirname);
const OUT = 'data/versions/samples';
const OWN = ['dvc.yaml', '.dvc/config', '.dvc/.gitignore', '.dvcignore', '.gitignore', 'nx.json'];

/** A repository with this one's DVC files and samples, and a remote beside it. */
class Repository {
  readonly root = mkdtempSync(join(tmpdir(), 'naru-dvc-'));
  readonly #home = mkdtempSync(join(tmpdir(), 'naru-dvc-home-'));

  constructor() {
    for (const path of [...OWN, 'data/samples', 'data/evaluation', 'apps/data-prep/recipes/samples.yaml']) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      cpSync(join(ROOT, path), join(this.root, path), { recursive: true });
    }
    // The command itself in place of Nx, which would look for its projects here.
    const stages = readFileSync(join(ROOT, 'dvc.yaml'), 'utf8');
    const command = join(ROOT, 'apps/data-prep/bin/data-prep build');
    this.write('dvc.yaml', stages.replaceAll('npx nx run data-prep:build', command));
    this.git('init', '--quiet');
    this.commit('begin');
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  dvc(...args: string[]): string {
    return this.#run(join(ROOT, '.venv-dvc/bin/dvc'), args);
  }

  git(...args: string[]): string {
    return this.#run('git', ['-c', 'user.name=n', '-c', 'user.email=n@example.org', ...args]);
  }

  commit(message: string): void {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', message);
  }

  #run(file: string, args: readonly string[]): string {
    const env = pythonEnvironment({ HOME: this.#home, DVC_SITE_CACHE_DIR: this.#home, XDG_CACHE_HOME: this.#home });
    return execFileSync(file, args, { cwd: this.root, encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] });
  }
}

const idOf = (repository: Repository): string =>
  (JSON.parse(repository.read(`${OUT}/manifest.json`)) as { sha256: string }).sha256;

describe('DVC', () => {
  const repository = new Repository();
  let first: string;
  let rows: string;

  it('builds a dataset of what it knows, once', () => {
    repository.dvc('repro');
    first = idOf(repository);
    rows = repository.read(`${OUT}/train.jsonl`);
    const lock = repository.read('dvc.lock');

    expect(repository.dvc('repro')).toContain('up to date');
    expect(repository.read('dvc.lock')).toBe(lock);
    expect(rows.split('\n').length).toBeGreaterThan(200);
    expect(repository.git('status', '--short')).toBe('?? dvc.lock\n');
  });

  it('keeps raw files beside their .dvc files, which Git sees', () => {
    repository.write('data/sources/상담.csv', '질문,답변\n배포는?,금요일은 피합니다.\n');
    repository.dvc('add', 'data/sources/상담.csv');
    repository.commit('the first dataset');

    const known = repository.git('-c', 'core.quotePath=false', 'ls-files', 'data/sources');
    expect(known).toBe('data/sources/상담.csv.dvc\n');
  });

  it('pushes to a remote and brings everything back from it', () => {
    repository.dvc('remote', 'add', '--default', 'local', mkdtempSync(join(tmpdir(), 'naru-dvc-remote-')));
    repository.dvc('push');
    for (const path of ['data/versions', 'data/sources/상담.csv', '.dvc/cache']) {
      rmSync(join(repository.root, path), { recursive: true });
    }

    repository.dvc('pull');

    expect(idOf(repository)).toBe(first);
    expect(repository.read(`${OUT}/train.jsonl`)).toBe(rows);
    expect(repository.read('data/sources/상담.csv')).toContain('금요일');
  });

  it('builds anew once the data changes, and goes back with Git and checkout', () => {
    const more = {
      messages: [
        { role: 'user', content: '이번 주 당번은?' },
        { role: 'assistant', content: '민지 님입니다.' },
      ],
    };
    appendFileSync(
      join(repository.root, 'data/samples/train/experiment-tracking.ko.jsonl'),
      `${JSON.stringify(more)}\n`,
    );
    repository.dvc('repro');
    expect(idOf(repository)).not.toBe(first);
    repository.commit('the second dataset');

    repository.git('checkout', '--quiet', 'HEAD~1', '--', 'dvc.lock');
    repository.dvc('checkout', OUT);

    expect(idOf(repository)).toBe(first);
    expect(repository.read(`${OUT}/train.jsonl`)).toBe(rows);
  });
});

it.each(['dvc.lock', 'data/sources/chats.csv.dvc'])('Nx sees by %s which projects changed data touches', (file) => {
  const shown = execFileSync('npx', ['--no-install', 'nx', 'show', 'projects', '--affected', `--files=${file}`], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, NX_DAEMON: 'false' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });

  expect(shown.split('\n')).toEqual(expect.arrayContaining(['data-prep', 'train']));
  expect(shown.split('\n')).not.toContain('web');
});
