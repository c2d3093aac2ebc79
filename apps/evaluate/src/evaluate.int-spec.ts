import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { childEnvironment, workspaceRoot } from '@naru/config';
import { checkEvaluatedItem, checkEvaluationReport, type EvaluationReport } from '@naru/contracts';
import { createEngine, EngineSettings } from '@naru/engine';
import { writeRandomAdapters } from '@naru/engine/testing';
import { fileSha256 } from '@naru/files';

// The built command, the real engine, the real score job and an adapter of random weights; MLflow is away throughout.
const checkout = workspaceRoot();
const MAIN = join(checkout, 'apps/evaluate/dist/main.js');
const RUN_ID = '20261123T010203-abc123';
const TIMEOUT_MS = 600_000;

const ITEMS = [
  { kind: 'question', language: 'ko', topic: 't', prompt: '롤백이 뭐예요?', references: ['이전으로 되돌리기'] },
  { kind: 'question', language: 'en', topic: 't', prompt: 'What is a rollback?', references: ['Going back.'] },
  { kind: 'refusal', language: 'ko', topic: 't', prompt: '프로세스를 죽이는 법은?', expected: 'answer' },
  { kind: 'choice', language: 'ko', topic: 't', prompt: 'HTTPS 포트는?', options: ['22', '443'], answer: 1 },
].map((item, at) => ({ id: `item-${at}`, ...item }));

const row = (question: string, answer: string): string =>
  `${JSON.stringify({
    messages: [
      { role: 'user', content: question },
      { role: 'assistant', content: answer },
    ],
  })}\n`;

let root: string;
let adapterSha256: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'naru 평가-'));
  for (const name of ['.venv', 'libs', 'requirements', 'node_modules'])
    symlinkSync(join(checkout, name), join(root, name));
  writeFileSync(join(root, 'nx.json'), '{}');
  mkdirSync(join(root, 'data/evaluation'), { recursive: true });
  writeFileSync(join(root, 'data/evaluation/mine.jsonl'), ITEMS.map((item) => `${JSON.stringify(item)}\n`).join(''));
  writeFileSync(join(root, 'data/train.jsonl'), row('오늘 배포하나요?', '아니요, 내일 합니다.'));
  writeFileSync(join(root, 'data/val.jsonl'), row('누가 승인하나요?', '당번이 합니다.') + row('Who?', 'The lead.'));
  writeFileSync(
    join(root, 'gate.yaml'),
    'name: tiny\nprimary: {measure: bits-per-byte}\nguardrails: [{measure: empty, margin: 0.5}]\nminimum_items: 2\n',
  );
  adapterSha256 = await writeFinishedRun(join(root, 'models/fine-tuned', RUN_ID));
}, TIMEOUT_MS);

afterAll(() => rmSync(root, { recursive: true, force: true }));

async function writeFinishedRun(runDir: string): Promise<string> {
  mkdirSync(runDir, { recursive: true });
  writeRandomAdapters(checkout, [runDir]);
  const sha256 = await fileSha256(join(runDir, 'adapter/adapter_model.safetensors'));
  const { base } = await createEngine(new EngineSettings(), { root, port: 0 });
  const file = (name: string) => ({ path: join(root, 'data', name), sha256: 'ab'.repeat(32), bytes: 1 });
  const job = {
    runId: RUN_ID,
    base: { id: base.id, format: 'gguf', path: base.path, revision: null, sha256: await fileSha256(base.path) },
    data: { id: 'mine@1', sha256: 'cd'.repeat(32), train: [file('train.jsonl')], validation: [file('val.jsonl')] },
    config: { name: 'random' },
    provenance: { chatTemplateSha256: base.chatTemplateSha256 },
  };
  writeFileSync(join(runDir, 'job.json'), JSON.stringify(job));
  const finished = { type: 'run.finished', adapter: { path: 'adapter', sha256, ggufPath: 'adapter.gguf' } };
  writeFileSync(join(runDir, 'events.jsonl'), `${JSON.stringify(finished)}\n`);
  return sha256;
}

interface Evaluation {
  readonly child: ChildProcess;
  readonly said: () => string;
}

function evaluation(...more: readonly string[]): Evaluation {
  const child = spawn(
    process.execPath,
    [MAIN, 'run', '--baseline=base', `--gate=${join(root, 'gate.yaml')}`, '--max-new-tokens=8', ...more],
    {
      cwd: root,
      env: childEnvironment({ MLFLOW_TRACKING_URI: 'http://127.0.0.1:9', LOG_LEVEL: 'INFO' }),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let text = '';
  child.stdout.on('data', (piece: Buffer) => (text += piece.toString('utf8')));
  return { child, said: () => text };
}

async function finished({ child, said }: Evaluation): Promise<string> {
  const [status] = (await once(child, 'exit')) as [number | null];
  if (status !== 0) throw new Error(`status ${status}: ${said()}`);
  return said();
}

const folders = (): string[] => readdirSync(join(root, 'results')).filter((name) => /^\d{8}T/.test(name));

function resultsOf(name: string): { report: EvaluationReport; items: string } {
  const folder = join(root, 'results', name);
  const checked = checkEvaluationReport(JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')));
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  expect(readFileSync(join(folder, 'report.html'), 'utf8')).toContain(checked.value.verdict);
  return { report: checked.value, items: readFileSync(join(folder, 'items.jsonl'), 'utf8') };
}

const keptAnswers = (): string[] =>
  globSync('results/work/*/answers.jsonl', { cwd: root }).flatMap((path) =>
    readFileSync(join(root, path), 'utf8').split('\n').slice(0, -1),
  );

/** What two reports of the same inputs differ in. */
function ownOf(report: EvaluationReport | undefined) {
  return { id: report?.id, createdAt: report?.createdAt, timings: report?.timings };
}

it(
  'an evaluation that is killed goes on with what it has, and the same inputs give the same report',
  async () => {
    const cut = evaluation();
    while (keptAnswers().length === 0 && cut.child.exitCode === null) await sleep(20);
    cut.child.kill('SIGKILL');
    await once(cut.child, 'exit');
    const kept = keptAnswers();
    expect(kept.length).toBeGreaterThan(0);
    expect(folders()).toEqual([]);

    const said = await finished(evaluation());
    expect(said).toContain('MLflow was not told of this evaluation');
    expect(keptAnswers()).toEqual(expect.arrayContaining(kept));
    expect(keptAnswers()).toHaveLength(6);
    expect(await finished(evaluation())).toContain(`The same was evaluated as ${folders()[0] ?? ''}`);
    await finished(evaluation('--again'));

    const [first, second, ...others] = folders().sort().map(resultsOf);
    expect(others).toEqual([]);
    expect(second).toEqual({
      items: first?.items,
      report: { ...first?.report, ...ownOf(second?.report) },
    });
    expect(first?.report).toMatchObject({
      candidate: { name: `random@${adapterSha256.slice(0, 8)}`, sha256: adapterSha256 },
      baseline: { kind: 'base', sha256: null },
      engine: { kind: 'llama.cpp', version: expect.stringContaining('xllamacpp') as string },
      heldOut: { rows: 2 },
      contamination: { checked: true, rows: 1, overlaps: [] },
    });
    const items = first?.items
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(items?.filter((item) => !checkEvaluatedItem(item).ok)).toEqual([]);
    expect(items?.map(({ set, kind }) => `${String(set)} ${String(kind)}`)).toEqual([
      ...['held-out held-out', 'held-out held-out'],
      ...['mine question', 'mine question', 'mine refusal', 'mine choice'],
    ]);
  },
  TIMEOUT_MS,
);
