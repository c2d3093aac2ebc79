import { LoopRoundRow, LoopStepRow, openDatabase, type Database } from '@naru/db';
import { newSqlitePlace } from '@naru/db/testing';

import { NaruSettings } from '../settings.ts';
import { ScriptedStages } from '../testing/scripted-stages.ts';
import { loopSteps } from './loop-steps.ts';
import { readPolicy } from './policy.ts';
import { Rounds } from './rounds.ts';
import { runRound } from './run-round.ts';

const ALL = ['feedback', 'dataset', 'train', 'evaluate', 'release'];
let database: Database;
beforeAll(async () => {
  database = await openDatabase(newSqlitePlace());
});
afterAll(() => database.close());

const round = ({ root }: ScriptedStages, again?: string) => {
  const places = { root, cwd: root };
  const stage = { root, signal: new AbortController().signal };
  const steps = loopSteps(database, new NaruSettings());
  const deps = { places, rounds: new Rounds(database), steps, stage, print: () => undefined };
  return runRound(readPolicy('policy.yaml', places), 'command', again === undefined ? deps : { ...deps, again });
};

const endsIn = (stages: ScriptedStages): string[] =>
  stages.told.filter((line) => line.endsWith('ends')).map((line) => line.replace(' ends', ''));

describe('a round of the loop', () => {
  it('goes from feedback to what is served, and does again only what depends on what has changed', async () => {
    const stages = new ScriptedStages();

    const made = await round(stages);

    expect(endsIn(stages)).toEqual(ALL);
    expect(made).toMatchObject({ adapter: 'ferry@aaaaaaaa', verdict: 'better', released: 'promote' });

    await round(stages);
    expect(endsIn(stages).slice(ALL.length)).toEqual(['feedback']);
    const steps = await database.read.find(LoopStepRow, { order: { position: 'ASC' } });
    expect(steps.filter(({ state }) => state === 'skipped').map(({ name }) => name)).toEqual(ALL.slice(1));

    stages.write('tiny.yaml', 'name: ferry\nmax_steps: 3\n');
    await round(stages);
    // The scripted training gives the same adapter: there is nothing to judge again.
    expect(endsIn(stages).slice(ALL.length + 1)).toEqual(['feedback', 'train']);

    await round(stages, 'evaluate');
    expect(endsIn(stages).slice(ALL.length + 3)).toEqual(['feedback', 'evaluate']);
    expect(await database.read.countBy(LoopRoundRow, { state: 'finished' })).toBe(4);
  });

  it('releases nothing that is not better, and says so', async () => {
    const stages = new ScriptedStages('inconclusive');

    await round(stages);

    expect(endsIn(stages)).toEqual(ALL.slice(0, 4));
    const [last] = await database.read.find(LoopStepRow, {
      where: { name: 'release' },
      order: { id: 'DESC' },
      take: 1,
    });
    expect(last).toMatchObject({ state: 'skipped', because: 'ferry@aaaaaaaa is inconclusive: it stays where it is' });
  });

  it('ends as failed with what the stage said, and begins anew', async () => {
    const stages = new ScriptedStages();
    stages.write('apps/data-prep/dist/main.js', 'process.exit(2)');

    await expect(round(stages)).rejects.toMatchObject({ code: 'job.crashed' });

    const [last] = await database.read.find(LoopRoundRow, { order: { id: 'DESC' }, take: 1 });
    expect(last).toMatchObject({
      state: 'failed',
      because: expect.stringContaining('data-prep build did not finish') as string,
    });
  });
});
