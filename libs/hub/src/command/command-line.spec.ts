import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { AppError } from '@naru/contracts';

import { adapterFiles, baseModelFiles } from '../testing/index.ts';
import { LLAMA, PullBench, refusal } from '../testing/pull-bench.ts';
import { runCommandLine, type CommandContext } from './command-line.ts';

let bench: PullBench;
let written: string;

beforeEach(async () => {
  bench = await PullBench.start();
  written = '';
});
afterEach(() => bench.close());

const run = (argv: string[], over: Partial<CommandContext> = {}): Promise<number> =>
  runCommandLine(argv, {
    root: bench.root,
    output: { isTty: false, columns: 80, write: (text) => (written += text) },
    signal: new AbortController().signal,
    settings: () => bench.hub.settings(),
    pull: { patience: { attempts: 2, firstWaitMs: 1 } },
    ...over,
  });

describe('models:pull', () => {
  it('ends with where the model lies, its licence and the command that trains it', async () => {
    const revision = bench.hub.put(LLAMA, { files: baseModelFiles(1000), licence: 'llama3' });
    mkdirSync(join(bench.root, 'apps/train/configs'), { recursive: true });
    writeFileSync(
      join(bench.root, 'apps/train/configs/llama3-8b-instruct.yaml'),
      `name: x\nbase_model: ${LLAMA} # gated\n`,
    );

    expect(await run(['pull', `--repo=${LLAMA}`])).toBe(0);

    expect(written).toContain(`${LLAMA} is here, every file checked: 11 files`);
    expect(written).toContain(`  revision  ${revision}\n  licence   llama3\n`);
    expect(written).toContain('  folder    models/base/meta-llama--Meta-Llama-3-8B-Instruct\n');
    expect(written).toContain('Next: npx nx run train:qlora --config=llama3-8b-instruct\n');
    expect(written).not.toContain('\u001b');
  });

  it('says how to name a base model that no shipped configuration names', async () => {
    bench.hub.put('owner/other', { files: baseModelFiles(1000) });

    await run(['pull', '--repo=owner/other']);

    expect(written).toContain('--config=<yours> --set=base_model=owner/other');
    expect(written).toContain('the repository names none');
  });

  it('says which base an adapter needs until it is here', async () => {
    bench.hub.put('2shlee/llama3-8b-ko-chat-v1', { files: adapterFiles() });
    bench.hub.put(LLAMA, { files: baseModelFiles(1000) });

    await run(['pull', '--repo', '2shlee/llama3-8b-ko-chat-v1']);
    expect(written).toContain(`Its base model is ${LLAMA}. Next: npx nx run models:pull --repo=${LLAMA}\n`);

    await run(['pull', '--repo', LLAMA]);
    written = '';
    await run(['pull', '--repo', '2shlee/llama3-8b-ko-chat-v1']);
    expect(written).toContain('all of it was here');
    expect(written).toContain(`Its base model is ${LLAMA}, which is here.\n`);
  });

  it('redraws one line on a terminal and leaves none of it', async () => {
    bench.hub.put(LLAMA, { files: baseModelFiles(1000) });

    await run(['pull', `--repo=${LLAMA}`], {
      output: { isTty: true, columns: 40, write: (text) => (written += text) },
    });

    const lines = written.split('\r\u001b[K').slice(1);
    expect(lines.slice(0, -1).every((line) => !line.includes('\n') && line.length < 40)).toBe(true);
    expect(lines.at(-1)).toMatch(/^meta-llama/);
  });

  it('tells of a connection that broke', async () => {
    bench.hub.put(LLAMA, { files: baseModelFiles(100_000) });
    bench.hub.misbehave({ on: /lfs/, as: { kind: 'drop', afterBytes: 50_000 }, times: 1 });

    await run(['pull', `--repo=${LLAMA}`]);

    expect(written).toMatch(/; trying again in 1 s\n/);
  });

  it('shows its help without settings', async () => {
    const settings = (): never => {
      throw new AppError('environment.invalid', 'bad');
    };

    expect(await run(['pull', '--help'], { settings })).toBe(0);
    expect(written).toContain('--revision <revision>');
    expect(written).toContain('HUGGINGFACE_TOKEN');
  });

  it.each([
    [['pull'], /required option '--repo/],
    [['pull', '--repo=a/b', '--revison=x'], /unknown option '--revison=x'.*\n?.*revision/],
    [['pull', 'a/b', '--repo=a/b'], /too many arguments/],
    [['fetch'], /unknown command 'fetch'/],
  ])('refuses %j', async (argv, words) => {
    const error = await refusal(run(argv));

    expect(error.code).toBe('usage');
    expect(error.message).toMatch(words);
  });
});
