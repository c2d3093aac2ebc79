import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { AppError, checkTokenizeJob, type TokenizeJob, type TokenizeOutput } from '@naru/contracts';
import { torchJobs, type TorchJobs } from '@naru/torch-runner';

import { line, rowsOf, Workspace } from '../../testing/a-build.ts';

const LONG = '배포한 다음에는 지표를 삼십 분 동안 지켜봅니다. '.repeat(8).trim();

const RECIPE = `name: support
sources: [{ name: chats, path: chats.jsonl }]
steps:
  - use: language
  - use: tokens
    model: models/tiny.gguf
    max_length: 64
`;

/** A job that counts a character as a token and learns what the assistant says; it refuses what speaks of refusing. */
class ScriptedJobs implements TorchJobs {
  readonly jobs: TokenizeJob[] = [];
  /** Ends as a killed job would, after so many files. */
  most = Infinity;

  requireEnvironment(): void {}

  run(verb: string, job: object): Promise<void> {
    const whole = { v: 1, kind: verb, runId: '20260301T090000-a1b2c3', eventsPath: '/nowhere', ...job };
    const checked = checkTokenizeJob(whole);
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
    this.jobs.push(checked.value);
    for (const [done, { rows, output }] of checked.value.files.entries()) {
      if (done >= this.most) return Promise.reject(new AppError('job.crashed', 'killed'));
      writeFileSync(output, JSON.stringify(counted(readFileSync(rows, 'utf8'), checked.value.lengths)));
    }
    return Promise.resolve();
  }
}

function counted(rows: string, lengths: readonly number[]): TokenizeOutput {
  const turns = rows
    .trimEnd()
    .split('\n')
    .map((row) => (JSON.parse(row) as { messages: { content: string }[] }).messages.map(({ content }) => content));
  const refused = turns.flatMap(([question], row) =>
    question === 'refuse' ? [{ row, reason: 'spells a special token' }] : [],
  );
  const only = (row: number, value: number): number => (refused.some((each) => each.row === row) ? 0 : value);
  const tokens = turns.map((row, at) => only(at, row.join('').length));
  const supervised = turns.map(([, answer = ''], at) => only(at, answer.length));
  const kept = lengths.map((length) =>
    turns.map(([question = ''], at) => only(at, Math.max(0, Math.min(length, tokens[at] ?? 0) - question.length))),
  );
  const units = turns.map(([, answer = ''], at) => only(at, answer.match(/[가-힣]/g)?.length ?? 0));
  const none = turns.map(() => 0);
  return {
    tokens,
    supervised,
    kept,
    hangul: { tokens: units.map((count) => 2 * count), units },
    latin: { tokens: none, units: none },
    refused,
  };
}

const workspace = (): Workspace =>
  new Workspace()
    .write('models/tiny.gguf', 'a tokenizer')
    .write(
      'chats.jsonl',
      line('배포는?', '금요일은 피합니다.') + line('지표는?', LONG) + line('refuse', '아니요, 못 합니다.'),
    );

describe('the tokens step', () => {
  it('counts each row, forecasts what training would cut, and puts the totals into the manifest', async () => {
    const jobs = new ScriptedJobs();
    const built = await workspace().build(RECIPE, undefined, { jobs });

    const step = built.manifest.steps.find(({ name }) => name === 'tokens');
    const long = 4 + LONG.length;
    expect(step?.totals).toEqual({
      rows: 2,
      tokens: 14 + long,
      supervised: 10 + LONG.length,
      truncated: 1,
      refused: 1,
    });
    expect(step).toMatchObject({ rowsIn: 3, rowsOut: 3, parameters: { model: 'models/tiny.gguf', maxLength: 64 } });
    const report = readFileSync(join(built.path, 'report.html'), 'utf8').replace(/\s+/g, ' ');
    expect(report).toContain('64 (asked for)');
    expect(report).toContain('spells a special token');
    expect(report).toMatch(
      /<th scope="row">language ko<\/th> ?(?:<td class="n">[^<]+<\/td> ?){3}<td class="n">2\.00<\/td>/,
    );
    expect(jobs.jobs[0]?.lengths).toEqual([64, 512, 1024, 2048, 4096, 8192]);
  });

  it('leaves out what would be cut where the recipe says so', async () => {
    const jobs = new ScriptedJobs();
    const built = await workspace().build(`${RECIPE}    drop_truncated: true\n`, undefined, { jobs });

    expect(rowsOf(built, 'train')).toHaveLength(2);
    expect(built.manifest.steps.at(-1)?.dropped).toEqual({ truncated: 1 });
  });

  it('is taken from what is kept, and made anew for another tokenizer or length', async () => {
    const jobs = new ScriptedJobs();
    const place = workspace();
    const first = await place.build(RECIPE, undefined, { jobs });
    const again = await place.build(RECIPE, undefined, { jobs });
    expect([again.known, again.id, jobs.jobs.length]).toEqual([true, first.id, 1]);

    await place.build(RECIPE.replace('64', '32'), undefined, { jobs });
    await place.write('models/tiny.gguf', 'another tokenizer').build(RECIPE, undefined, { jobs });

    expect(jobs.jobs).toHaveLength(3);
  });

  it('goes on after a killed job with the files that are not counted yet', async () => {
    const jobs = new ScriptedJobs();
    const place = workspace().write('more.jsonl', line('롤백은?', '먼저 되돌립니다.'));
    const recipe = RECIPE.replace('}]', '}, { name: more, path: more.jsonl }]');
    jobs.most = 1;
    await expect(place.build(recipe, undefined, { jobs })).rejects.toMatchObject({ code: 'job.crashed' });
    jobs.most = Infinity;

    const built = await place.build(recipe, undefined, { jobs });

    expect(jobs.jobs.map(({ files }) => files.length)).toEqual([2, 1]);
    expect(built.manifest.steps.at(-1)?.totals).toMatchObject({ rows: 3 });
  });

  it('says before anything runs that the Python environment or the model is missing', async () => {
    const place = workspace();

    await expect(place.build(RECIPE, undefined, { jobs: torchJobs(place.root) })).rejects.toMatchObject({
      code: 'python.unavailable',
      hint: expect.stringContaining('npx nx run python:env') as string,
    });
    const other = RECIPE.replace('models/tiny.gguf', 'meta-llama/Meta-Llama-3-8B');
    await expect(place.build(other, undefined, { jobs: new ScriptedJobs() })).rejects.toMatchObject({
      code: 'model.not-found',
      hint: expect.stringContaining('models:pull') as string,
    });
  });
});
