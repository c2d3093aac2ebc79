import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { AppError } from '@naru/contracts';
import type { Inventory } from '@naru/devices';

import { runCommandLine } from '../command-line.ts';
import { findRun, openRun } from '../job/index.ts';
import { aContext, aGpu, anInventory, fakeTracking, fakeTrainer, type TestContext } from '../testing/a-context.ts';
import { MlflowSettings, trackingPlace } from '../tracking/index.ts';

const LARGE = aGpu(0, 'NVIDIA GeForce RTX 5090', 31.8);
const SMALL = aGpu(1, 'NVIDIA GeForce RTX 5060 Ti', 15.9);

const run = (context: TestContext, ...argv: string[]) => runCommandLine(argv, context);

const lora = (context: TestContext, ...argv: string[]) => run(context, 'lora', '--config=tiny', ...argv);

const runsIn = ({ places }: TestContext): string[] => {
  const folder = join(places.root, 'models/fine-tuned');
  return existsSync(folder) ? readdirSync(folder) : [];
};

async function refusalOf(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(
    () => new Error('was accepted'),
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw error;
}

describe('train:lora', () => {
  it('describes the run, follows it and ends with what it came to', async () => {
    const { tracked, track } = fakeTracking();
    const context = aContext({ track });

    const status = await lora(context);

    const [runId = ''] = runsIn(context);
    expect(status).toBe(0);
    expect(tracked).toEqual([join(context.places.root, 'models/fine-tuned', runId)]);
    expect(context.terminal.written).toContain(`Run ${runId}: tiny lora on CPU
  base    smollm2-135m-instruct, licence Apache-2.0
  data    samples@`);
    expect(context.terminal.written).toContain(
      'device  CPU: EPYC, 2 cores. No GPU: nvidia-smi is not on this machine.',
    );
    expect(context.terminal.written).toContain('tiny lora on CPU: finished after 4 steps');
    expect(context.terminal.written).toContain('MLflow    http://localhost:5000/#/runs/1');
    expect(existsSync(join(context.places.root, 'models/fine-tuned', runId, 'lock.json'))).toBe(false);
  });

  it('writes the job with all that describes it', async () => {
    const context = aContext();

    await lora(context, '--set=lora.rank=4', '--set', 'max_steps=3');

    const { job } = openRun(findRun(context.places.root, 'latest'));
    expect(job).toMatchObject({
      base: { format: 'gguf', licence: 'Apache-2.0' },
      config: { method: 'lora', max_steps: 3, lora: { rank: 4 } },
      device: { kind: 'cpu', worldSize: 1, threadsPerProcess: null },
    });
    expect(job.data.id).toBe(`samples@${job.data.sha256.slice(0, 32)}`);
  });

  it('ends with the status of the code that the job failed with, and says it', async () => {
    const context = aContext({ scenario: 'told-failure' });

    expect(await lora(context)).toBe(2);
    expect(context.terminal.written).toContain('data.nothing-to-learn: 안 됩니다.');
  });

  it('shows the end of the log of a job that crashed, leaves word for tracking, and tells how to go on', async () => {
    const context = aContext({ scenario: 'crash' });

    expect(await lora(context)).toBe(1);

    const runDir = findRun(context.places.root, 'latest');
    expect(context.terminal.written).toMatch(
      /The end of models\/fine-tuned\/\S+\/job\.log:\n {2}step 2 of 4\n {2}Traceback: 무언가 잘못됨/,
    );
    expect(context.terminal.written).toMatch(/Go on with it: npx nx run train:resume --run=\d{8}T/);
    expect(JSON.parse(readFileSync(join(runDir, 'outcome.json'), 'utf8'))).toMatchObject({ code: 'job.crashed' });
  });

  it('says what to do when MLflow did not take everything, and is finished all the same', async () => {
    const { track } = fakeTracking({ state: 'pending', runUrl: null, message: 'MLflow cannot be reached' });
    const context = aContext({ track });

    expect(await lora(context)).toBe(0);
    expect(context.terminal.written).toContain(
      'MLflow    not delivered yet (MLflow cannot be reached): npx nx run train:sync',
    );
  });

  it('is finished although tracking breaks', async () => {
    const context = aContext({ track: fakeTracking(new Error('broken')).track });

    expect(await lora(context)).toBe(0);
  });

  it("begins nothing where MLflow's folder is an old file store", async () => {
    const context = aContext();
    const root = context.places.root;
    mkdirSync(join(root, 'mlruns/0'), { recursive: true });
    writeFileSync(join(root, 'mlruns/0/meta.yaml'), 'name: Default\n');
    const checkTracking = (): void => void trackingPlace(new MlflowSettings(), root);

    const error = await refusalOf(lora(aContext({ places: context.places, checkTracking })));

    expect(error.code).toBe('tracking.old-file-store');
    expect(error.hint).toContain('mlflow migrate-filestore');
    expect(runsIn(context)).toEqual([]);
  });

  it('ends as cancelled after Ctrl-C', async () => {
    const context = aContext({ scenario: 'graceful' });
    const running = lora(context);
    while (!context.terminal.written.includes('step 1/4')) await sleep(10);

    context.stop.request();

    expect(await running).toBe(130);
    expect(context.terminal.written).toContain('Stopping; a run in training writes a checkpoint first');
  });

  it('begins nothing after a Ctrl-C that comes first', async () => {
    const context = aContext();
    context.stop.request();

    expect((await refusalOf(lora(context))).code).toBe('cancelled');
    expect(runsIn(context)).toEqual([]);
  });
});

describe('two runs side by side', () => {
  const both = '--config=tiny:lora,tiny:qlora';

  it('are two jobs in one view, each with its own run and its own MLflow run', async () => {
    const { tracked, track } = fakeTracking();
    const context = aContext({ track });

    expect(await run(context, 'lora', both, '--devices=cpu,cpu')).toBe(0);

    expect(tracked).toHaveLength(2);
    const devices = runsIn(context).map((id) => openRun(findRun(context.places.root, id)).job.device.threadsPerProcess);
    expect(devices).toEqual([1, 1]);
    expect(context.terminal.written).toContain('tiny lora on CPU: finished');
    expect(context.terminal.written).toContain('tiny qlora on CPU: finished');
  });

  it('do not take one another down', async () => {
    const context = aContext({ makeCommand: fakeTrainer((method) => (method === 'lora' ? 'told-failure' : 'slow')) });

    expect(await run(context, 'lora', both, '--devices=cpu,cpu')).toBe(2);
    expect(context.terminal.written).toContain('tiny qlora on CPU: finished');
  });

  it('do not take one another down when one cannot even start', async () => {
    const trainer = fakeTrainer(() => 'slow');
    const context = aContext({
      makeCommand: (run, rank, port) => {
        if (run.job.config.method === 'lora') throw new AppError('python.unavailable', 'No Python.');
        return trainer(run, rank, port);
      },
    });

    expect(await run(context, 'lora', both, '--devices=cpu,cpu')).toBe(2);
    expect(context.terminal.written).toContain('python.unavailable: No Python.');
    expect(context.terminal.written).toContain('tiny qlora on CPU: finished');
  });

  it('go to the cards that they are given, LoRA on the larger', async () => {
    const context = aContext({ inventory: () => Promise.resolve(anInventory(LARGE, SMALL)) });

    await run(context, 'lora', both, '--devices=0,1');

    const jobs = runsIn(context).map((id) => openRun(findRun(context.places.root, id)).job);
    expect(Object.fromEntries(jobs.map(({ config, device }) => [config.method, device.names]))).toEqual({
      lora: ['NVIDIA GeForce RTX 5090'],
      qlora: ['NVIDIA GeForce RTX 5060 Ti'],
    });
  });
});

describe('a command line that cannot be meant', () => {
  const two = anInventory(LARGE, SMALL);
  const cases: [what: string, argv: string[], devices: Inventory, code: string, text: RegExp][] = [
    [
      'one configuration has two devices',
      ['--devices=0,1'],
      two,
      'usage',
      /--devices=0,1 --config=tiny:lora,tiny:qlora/,
    ],
    [
      'one configuration has two devices, the smaller first',
      ['--devices=1,0'],
      two,
      'usage',
      /--devices=0,1 --config=tiny:lora,tiny:qlora\n.*--devices=1\+0/,
    ],
    [
      'two configurations have no device named',
      ['--config=tiny:lora,tiny:qlora'],
      two,
      'usage',
      /2 configurations and 1 device: [^]*--devices=0,1 --config=tiny:lora,tiny:qlora/,
    ],
    ['two configurations share a device', ['--config=tiny,tiny', '--devices=0,0'], two, 'usage', /twice/],
    ['a GPU is not here', ['--devices=2'], two, 'device.not-found', /There is no GPU 2 here.*RTX 5090/],
    ['there is no GPU at all', ['--devices=0'], anInventory(), 'device.not-found', /cpu only/],
    ['a device is a word', ['--devices=gpu'], two, 'usage', /it is no device/],
    ['a run mixes CPU and GPU', ['--devices=0+cpu'], two, 'usage', /CPU and GPU processes together/],
    ['a configuration is unknown', ['--config=tinny'], two, 'usage', /Did you mean tiny\?/],
    ['an item of --config is empty', ['--config=tiny,'], two, 'usage', /empty item/],
    [
      'a key is unknown',
      ['--set=lora.rnk=8'],
      two,
      'config.invalid',
      /--set lora\.rnk=8: lora\.rnk .* did you mean lora\.rank\?/,
    ],
    ['--set has no value', ['--set'], two, 'usage', /argument missing/],
    ['data are not there', ['--data=data/sample'], two, 'data.not-found', /Did you mean data\/samples\?/],
    [
      'a base model is not there',
      ['--set=base_model=owner/name'],
      two,
      'model.not-found',
      /models:pull --repo=owner\/name/,
    ],
    ['an option is unknown', ['--device=0'], two, 'usage', /Did you mean --devices\?/],
    [
      'a value fell apart at its spaces',
      ['--set', 'lora.target_modules=[q_proj,', 'v_proj]'],
      two,
      'usage',
      /needs "="/,
    ],
  ];

  it.each(cases)('is refused when %s, and nothing is begun', async (_what, argv, devices, code, text) => {
    const context = aContext({ inventory: () => Promise.resolve(devices) });

    const error = await refusalOf(
      run(context, 'lora', ...(argv.some((arg) => arg.startsWith('--config')) ? [] : ['--config=tiny']), ...argv),
    );

    expect(error.code).toBe(code);
    expect(`${error.message}\n${error.hint ?? ''}`).toMatch(text);
    expect(runsIn(context)).toEqual([]);
  });

  it.each([
    ['a verb is unknown', ['tune'], /unknown command 'tune'/],
    ['resume has no run', ['resume'], /--run/],
    ['gpu has an argument', ['gpu', '0'], /too many arguments/],
  ])('is refused when %s', async (_what, argv, text) => {
    expect(await refusalOf(run(aContext(), ...argv))).toMatchObject({
      code: 'usage',
      message: expect.stringMatching(text) as string,
    });
  });

  it('without a verb shows what there is', async () => {
    const context = aContext();

    expect(await run(context)).toBe(2);
    expect(context.terminal.written).toContain('resume');
  });

  it('asks for help and gets it with examples', async () => {
    const context = aContext();

    expect(await run(context, 'qlora', '--help')).toBe(0);
    expect(context.terminal.written).toContain('--config=llama3-8b-instruct:lora,llama3-8b-instruct:qlora');
  });
});
