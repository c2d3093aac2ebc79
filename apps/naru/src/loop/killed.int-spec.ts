// kill -9 of the loop in each of its steps, with scripted stages: nothing is lost, nothing is done twice.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { workspaceRoot } from '@naru/config';
import { LoopRoundRow, LoopStepRow, openDatabase, parseDatabaseUrl } from '@naru/db';

import { ScriptedStages } from '../testing/scripted-stages.ts';

const MAIN = join(workspaceRoot(import.meta.dirname), 'apps/naru/dist/main.js');
const STEPS = ['feedback', 'dataset', 'train', 'evaluate', 'release'];
const PATIENCE_MS = 120_000;

const logOf = ({ root }: ScriptedStages): string => join(root, 'loop.log');

function loop(stages: ScriptedStages): ChildProcess {
  const log = openSync(logOf(stages), 'a');
  const stdio = ['ignore' as const, log, log];
  return spawn(process.execPath, [MAIN, 'loop', '--policy=policy.yaml'], { cwd: stages.root, stdio });
}

async function until(isSo: () => boolean, stages: ScriptedStages): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !isSo() && Date.now() < end;) await sleep(20);
  if (!isSo()) throw new Error(`${stages.told.join(', ')}\n${readFileSync(logOf(stages), 'utf8').slice(-4000)}`);
}

const countOf = (stages: ScriptedStages, line: string): number => stages.told.filter((each) => each === line).length;

it('goes on after kill -9 in each of its steps, and ends what it had started', async () => {
  const stages = new ScriptedStages();
  for (const step of STEPS) stages.hold(step);
  let running = loop(stages);
  await until(() => countOf(stages, 'feedback begins') === 1, stages);
  expect(await once(loop(stages), 'exit')).toEqual([2, null]); // one loop at a time

  for (const [at, step] of STEPS.entries()) {
    running.kill('SIGKILL');
    await once(running, 'exit');
    running = loop(stages);
    await until(() => countOf(stages, `${step} begins`) === 2, stages);
    stages.release(step);
    const next = STEPS[at + 1];
    if (next !== undefined) await until(() => countOf(stages, `${next} begins`) === 1, stages);
  }

  expect(await once(running, 'exit')).toEqual([0, null]);
  // What the killed loops had started was ended. Feedback is asked for anew each time.
  for (const step of STEPS.slice(1)) expect([step, countOf(stages, `${step} ends`)]).toEqual([step, 1]);
  const database = await openDatabase(parseDatabaseUrl('sqlite:///./data/chat.db', stages.root));
  expect(await database.read.find(LoopRoundRow)).toMatchObject([{ state: 'finished' }]);
  expect((await database.read.find(LoopStepRow)).filter(({ process }) => process !== null)).toEqual([]);
  await database.close();
}, 600_000);
