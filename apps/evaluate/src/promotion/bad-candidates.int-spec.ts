import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';

import { childEnvironment, workspaceRoot } from '@naru/config';
import { AppError } from '@naru/contracts';
import type { FinishedRun } from '@naru/runs';

import { writeFinishedRun, type RunToWrite } from './testing/finished-run.ts';
import { scratchWorkspace, type ScratchWorkspace } from './testing/scratch-workspace.ts';
import { ITEMS, scriptedEvaluation, type Answering } from './testing/scripted-evaluation.ts';

// The command line, a real MLflow and a database; answers are scripted, what is made of them is not.
const TIMEOUT_MS = 600_000;
const BASE = 'smollm2-135m-instruct';

const right: Answering = ({ references }) => ({ text: references[0] });
const vague: Answering = ({ id }) => ({ text: `${id}번은 상황을 보고 정합니다.` });

let workspace: ScratchWorkspace;
let good: FinishedRun;
let runs = 0;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function aRun(name: string, over: Partial<RunToWrite> = {}): Promise<FinishedRun> {
  runs += 1;
  const runId = `20261123T0101${String(runs).padStart(2, '0')}-abc123`;
  return writeFinishedRun(workspace.root, {
    runId,
    name,
    train: [['오늘 배포하나요?', `${name}: 내일 합니다.`]],
    ...over,
  });
}

/** Evaluated against what is in production. */
const evaluated = (run: FinishedRun, candidate: Answering, baseline = right): Promise<string> =>
  scriptedEvaluation({ run, candidate, baseline, against: good.sha256 }, workspace.context);

const production = async (): Promise<string | undefined> =>
  (await workspace.mlflow.registry.aliases.get(BASE, 'production'))?.tags['naru.adapterSha256'];

/** Tries to promote; says why it was refused, after it made sure that nothing changed. */
async function refusal(run: FinishedRun, ...more: string[]): Promise<string> {
  const error: unknown = await workspace.typed('promote', `--adapter=${run.runId}`, ...more).then(
    (said) => said,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  expect(await production()).toBe(good.sha256);
  expect(await workspace.typed('versions')).toContain(`${good.name} is in production.`);
  return error instanceof AppError ? `${error.code}: ${error.message}` : '';
}

const forced = ['--force', '--why=급하다'];

beforeAll(async () => {
  workspace = await scratchWorkspace(await freePort());
  good = await aRun('good');
  await scriptedEvaluation({ run: good, candidate: right, baseline: vague, against: null }, workspace.context);
  const said = await workspace.typed('promote', `--adapter=${good.name}`);
  expect(said).toContain(`${good.name} is in production, in place of ${BASE} (the base model): promote by`);
}, TIMEOUT_MS);

afterAll(() => workspace.close(), TIMEOUT_MS);

describe('what never reaches production', () => {
  it.each<[string, Answering, RegExp]>([
    ['is worse', vague, /"not better".*chrf: −/],
    ['is equal', right, /"not better".*no gain that matters/],
    [
      'never stops',
      ({ references }) => ({ text: `${references[0]} 그리고 `.repeat(9), finishReason: 'length' }),
      /unfinished: −1/,
    ],
    ['gives empty answers', () => ({ text: '\n' }), /empty: −1/],
  ])(
    'is a candidate that %s',
    async (name, answers, because) => {
      const run = await aRun(name.replaceAll(' ', '-'));
      await evaluated(run, answers);

      expect(await refusal(run)).toMatch(because);
    },
    TIMEOUT_MS,
  );

  it(
    'is a candidate that learned what it is measured by, however well it answers',
    async () => {
      const train = ITEMS.slice(0, 5).map(({ prompt, references }) => [prompt, references[0]] as const);
      const run = await aRun('contaminated', { train });
      await evaluated(run, right, vague);

      expect(await refusal(run)).toMatch(
        /holds \d+ of the items that it was evaluated on.*"not better": contaminated: /s,
      );
    },
    TIMEOUT_MS,
  );

  it.each<[string, Partial<RunToWrite>, RegExp]>([
    ['another template', { chatTemplateSha256: 'ab'.repeat(32) }, /trained with another chat template/],
    [
      'another base model',
      { base: { id: 'another-base' } },
      /is an adapter of another-base; smollm2-135m-instruct is served/,
    ],
    ['other weights of the base model', { base: { sha256: 'ab'.repeat(32) } }, /trained on other weights/],
  ])(
    'is a candidate of %s, which nothing forces',
    async (name, over, because) => {
      const run = await aRun(name.replaceAll(' ', '-'), over);
      await evaluated(run, right, vague);

      expect(await refusal(run, ...forced)).toMatch(because);
    },
    TIMEOUT_MS,
  );

  it(
    'is one whose files are gone or were changed after it was evaluated, which nothing forces',
    async () => {
      const [weights, gguf, gone, lost] = [await aRun('w'), await aRun('g'), await aRun('x'), await aRun('y')];
      for (const run of [weights, gguf, gone, lost]) await evaluated(run, right, vague);
      appendFileSync(join(weights.path, 'adapter_model.safetensors'), '!');
      appendFileSync(gguf.ggufPath, '!');
      rmSync(join(gone.path, 'adapter_model.safetensors'));
      rmSync(lost.ggufPath);

      expect(await refusal(weights, ...forced)).toMatch(/adapter_model\.safetensors is not what the run .* made/);
      expect(await refusal(gguf, ...forced)).toMatch(/adapter\.gguf is not what the run .* made/);
      expect(await refusal(gone, ...forced)).toMatch(/lacks the file .*adapter_model\.safetensors/);
      expect(await refusal(lost, ...forced)).toMatch(/^model\.not-found: .*its adapter is gone/);
    },
    TIMEOUT_MS,
  );

  it(
    'is one whose report was edited, is of another, or is not there',
    async () => {
      const [edited, bare] = [await aRun('edited'), await aRun('bare')];
      const evalId = await evaluated(edited, vague);
      const path = join(workspace.root, 'results', evalId, 'report.json');
      writeFileSync(path, readFileSync(path, 'utf8').replace('"verdict": "not better"', '"verdict": "better"'));

      expect(await refusal(edited)).toMatch(/changed after the evaluation wrote it.*shows it not for chrf/s);
      expect(await refusal(bare, `--report=${evalId}`)).toContain(`is about ${edited.name}, not about ${bare.name}`);
      expect(await refusal(bare)).toContain(`There is no report about ${bare.name}`);
      expect(await refusal(bare, '--force')).toMatch(/^usage: .*needs a reason/);
    },
    TIMEOUT_MS,
  );
});

describe('what does', () => {
  it(
    'is what was shown to be better, or forced with a reason; and goes back step by step',
    async () => {
      const [better, urgent] = [await aRun('better'), await aRun('urgent')];
      await evaluated(better, right, vague);
      await workspace.typed('promote', `--adapter=${better.sha256}`, '--by=나루');
      expect(await production()).toBe(better.sha256);

      expect(await workspace.typed('promote', `--adapter=${better.name}`)).toContain('is in production already');
      await workspace.typed('promote', `--adapter=${urgent.name}`, ...forced);
      expect(await production()).toBe(urgent.sha256);
      await workspace.mlflow.registry.aliases.set(BASE, 'production', '1');
      const said = await workspace.typed('versions');
      expect(said).toContain(`The alias production was moved in MLflow from ${urgent.name} to ${good.name}`);
      expect(said).toMatch(/promote, forced +\S+ +better@.* urgent@.* 급하다 Forced although: There is no report/);

      for (const back of [urgent.sha256, better.sha256, good.sha256, undefined]) {
        await workspace.typed('rollback', '--why=답이 끝나지 않는다');
        expect(await production()).toBe(back);
      }
      await expect(workspace.typed('rollback', '--why=더')).rejects.toMatchObject({ code: 'promotion.refused' });
      expect(await workspace.typed('versions')).toContain(`${BASE} (the base model) is in production.`);
    },
    TIMEOUT_MS,
  );
});

/** LoRA weights of the packaged model that an engine loads: random ones, or zeros that change nothing. */
function writeRealAdapters(folders: Readonly<Record<string, number>>): void {
  const libs = join(workspaceRoot(), 'libs');
  const code = `
import json, pathlib, random_adapter as made, sys
for folder, spread in json.loads(sys.argv[1]).items():
    made.SPREAD = spread
    made.write_random_adapter(pathlib.Path(folder), 1)
`;
  const env = childEnvironment({ PYTHONPATH: `${join(libs, 'torch-jobs')}:${join(libs, 'engine/python')}` });
  execFileSync(join(workspaceRoot(), '.venv/bin/python'), ['-c', code, JSON.stringify(folders)], { env });
}

const runOf = (root: string, runId: string): string => join(root, 'models/fine-tuned', runId);

const REAL = [
  { name: 'worse', spread: 0.3, runId: '20261123T020202-worse1', said: /"not better": bits-per-byte: −/ },
  { name: 'equal', spread: 0, runId: '20261123T020202-equal1', said: /"not better": .*no gain that matters/ },
];

describe('the real model', () => {
  it(
    'is held to its rows through the real engine: what is worse or equal stays out, and what was changed too',
    async () => {
      const { root, typed } = workspace;
      const gate = join(root, 'gate.yaml');
      writeFileSync(gate, 'name: real\nprimary: {measure: bits-per-byte}\nguardrails: []\nminimum_items: 12\n');
      const heldOut = Array.from(
        { length: 12 },
        (_, at) => [`서버 ${at}은 어디죠?`, `서버 ${at}은 서울입니다.`] as const,
      );
      writeRealAdapters(Object.fromEntries(REAL.map(({ runId, spread }) => [runOf(root, runId), spread])));
      const before = await production();
      for (const { runId, name, said } of REAL) {
        const run = await writeFinishedRun(
          root,
          { runId, name, heldOut, train: [['가요?', '갑니다.']] },
          () => undefined,
        );
        const tried = (...more: string[]): Promise<string> => typed('promote', `--adapter=${run.name}`, ...more);

        await typed('run', `--candidate=${run.name}`, '--baseline=production', `--gate=${gate}`, '--sets=none');
        await expect(tried()).rejects.toThrow(said);
        appendFileSync(run.ggufPath, '!');
        await expect(tried(...forced)).rejects.toThrow('was changed since');
      }
      expect(await production()).toBe(before);
    },
    TIMEOUT_MS,
  );
});
