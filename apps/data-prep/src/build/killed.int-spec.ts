import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { workspaceRoot } from '@naru/config';

import { line, Workspace } from '../testing/a-build.ts';

const MAIN = join(workspaceRoot(import.meta.dirname), 'apps/data-prep/dist/main.js');
const KILLS = Number(process.env['NARU_KILLS'] ?? 6);
const ROWS = 12_000;

const RECIPE = `
name: many
sources:
  - name: exports
    path: exports
`;

/** Rows that differ, with some that say the same, some private data and some that cannot be read. */
function workspace(): Workspace {
  const made = new Workspace().write('nx.json', '{}').write('recipe.yaml', RECIPE);
  for (let file = 0; file < 4; file += 1) {
    const lines = Array.from({ length: ROWS / 4 }, (_, at) => rowOf(file * ROWS + (at % 10 === 9 ? at - 1 : at)));
    made.write(`exports/${file}.jsonl`, `${lines.join('')}{"messages": [}\n`);
  }
  return made;
}

function rowOf(seed: number): string {
  const word = (at: number): string => ((seed * 2654435761 + at * 40503 * (seed + 7)) % 1e9).toString(36);
  const words = Array.from({ length: 40 }, (_, at) => word(at));
  const contact = seed % 7 === 0 ? ' 문의는 010-2345-6789로 주세요.' : '';
  return line(`${words.slice(0, 6).join(' ')}에 대해 알려 줘`, `${words.join(' ')}입니다.${contact}`);
}

function build({ root }: Workspace): ChildProcess {
  return spawn(process.execPath, [MAIN, 'build', '--config=recipe.yaml'], { cwd: root, stdio: 'ignore' });
}

function datasetIn({ root }: Workspace): Record<string, string> {
  const datasets = join(root, 'data/datasets');
  const names = readdirSync(datasets).filter((name) => !name.startsWith('.'));
  expect(names).toHaveLength(1);
  const folder = join(datasets, names[0] ?? '');
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

it('gives the same bytes after kill -9 at any moment', async () => {
  const whole = workspace();
  const begun = performance.now();
  expect(await once(build(whole), 'exit')).toEqual([0, null]);
  const tookMs = performance.now() - begun;
  const bytes = datasetIn(whole);

  const killed = workspace();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const child = build(killed);
    const exit = once(child, 'exit');
    // Spread over the first half too: every killed build leaves less to do.
    await Promise.race([exit, sleep((tookMs * ((kill * 7) % KILLS)) / KILLS)]);
    child.kill('SIGKILL');
    await exit;
  }
  expect(await once(build(killed), 'exit')).toEqual([0, null]);

  expect(datasetIn(killed)).toEqual(bytes);
}, 600_000);

it('stops on Ctrl-C with the status of a cancelled command, and goes on the next time', async () => {
  const stopped = workspace();
  const child = build(stopped);
  while (!existsSync(join(stopped.root, 'data/work'))) await sleep(20);
  child.kill('SIGINT');

  expect(await once(child, 'exit')).toEqual([130, null]);
  expect(await once(build(stopped), 'exit')).toEqual([0, null]);
}, 120_000);
