import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { createMlflowClient } from '@naru/mlflow-js-client';

import { start, type RunningCommand } from '../testing/command.ts';
import { answers, freePort } from '../testing/ports.ts';
import { eventsOf, lastOf, runFolder, runIds } from '../testing/run-folder.ts';
import { testWorkspace, type TestWorkspace } from '../testing/workspace.ts';
import { chatOnPage, NO_BROWSER } from './start-page.ts';

const MINUTE_MS = 60_000;

// As the policy `start`, with an evaluation that takes seconds: held-out rows alone, and few of them.
const POLICY = `
name: start
feedback: false
recipe: samples
evaluation: { gate: gate.yaml, sets: none, limit_rows: 12 }
on_better: promote
`;
const GATE = 'name: quick\nprimary: { measure: bits-per-byte }\nminimum_items: 12\n';

describe('npm start on a machine that has nothing yet', () => {
  let workspace: TestWorkspace;
  let port: number;
  let servePort: number;
  let naru: RunningCommand | undefined;

  const textOf = async (path: string): Promise<string> => (await fetch(`http://127.0.0.1:${servePort}${path}`)).text();

  async function answerOf(model: string): Promise<string> {
    const response = await fetch(`http://127.0.0.1:${servePort}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model, max_tokens: 16, messages: [{ role: 'user', content: '배포가 무엇인가요?' }] }),
    });
    const body = await response.text();
    expect(body).toContain('"choices"');
    return (JSON.parse(body) as { choices: [{ message: { content: string } }] }).choices[0].message.content;
  }

  /** serve looks for finished runs every few seconds. */
  async function adapterModel(): Promise<string> {
    for (let tries = 0; tries < 120; tries++) {
      const { models } = JSON.parse(await textOf('/api/models')) as {
        models: { id: string; kind: string; ready: boolean }[];
      };
      const adapter = models.find(({ kind, ready }) => kind === 'adapter' && ready);
      if (adapter !== undefined) return adapter.id;
      await sleep(1000);
    }
    throw new Error('no adapter is served');
  }

  /** serve looks every few seconds at what is in production. */
  async function defaultBecomes(adapter: string): Promise<void> {
    for (let tries = 0; tries < 120; tries++) {
      const { models } = JSON.parse(await textOf('/api/models')) as { models: { id: string; default: boolean }[] };
      if (models.some((model) => model.id === adapter && model.default)) return;
      await sleep(1000);
    }
    throw new Error(`${adapter} is not what is served by default`);
  }

  const startNaru = (): RunningCommand =>
    start(workspace, 'naru', ['start', '--policy=policy.yaml'], {
      MLFLOW_PORT: String(port),
      SERVE_PORT: String(servePort),
      DATA_PREP_PORT: '0',
    });

  beforeAll(async () => {
    workspace = testWorkspace();
    writeFileSync(join(workspace.root, 'policy.yaml'), POLICY);
    writeFileSync(join(workspace.root, 'gate.yaml'), GATE);
    port = await freePort();
    servePort = await freePort();
  });
  afterAll(async () => {
    naru?.child.kill('SIGTERM');
    await naru?.ended;
    workspace.remove();
  });

  it(
    'opens the chat with the base model while it trains',
    async () => {
      naru = startNaru();
      await naru.prints(/ answers \(/);

      expect(await textOf('/')).toMatch(/<div id="root">/);
      expect(await answerOf('smollm2-135m-instruct')).not.toBe('');
      expect(JSON.parse(await textOf('/api/data/sources'))).toEqual({ sources: [], nextCursor: null });
    },
    2 * MINUTE_MS,
  );

  it(
    'fine-tunes the embedded model with QLoRA until held-out loss is clearly lower in each language',
    async () => {
      await naru?.prints(/^Ready\./m);

      const [runId = ''] = runIds(workspace);
      const finished = lastOf(eventsOf(workspace, runId), 'run.finished');
      for (const loss of ['eval_loss_en', 'eval_loss_ko']) {
        expect(Number(finished.lossAfter[loss]) / Number(finished.lossBefore[loss])).toBeLessThan(0.9);
      }
    },
    25 * MINUTE_MS,
  );

  it('shows an answer before and after, and says that the small model speaks little Korean', () => {
    const shown = naru?.output() ?? '';

    expect(shown).toMatch(/before/i);
    expect(shown).toMatch(/after/i);
    const [runId = ''] = runIds(workspace);
    expect(readFileSync(join(runFolder(workspace, runId), 'adapter/README.md'), 'utf8')).toMatch(/little Korean/);
  });

  it(
    'answers with the adapter, too',
    async () => {
      const adapter = await adapterModel();

      expect(adapter).toMatch(/^smollm2-135m@[0-9a-f]{8}$/);
      expect(await answerOf(adapter)).not.toBe('');
    },
    3 * MINUTE_MS,
  );

  (NO_BROWSER === null ? it : it.skip)(
    `chats on its page with the base model, then with the adapter${NO_BROWSER === null ? '' : ` (${NO_BROWSER})`}`,
    async () => {
      const adapter = await adapterModel();

      const { answers: said, problems } = await chatOnPage(`http://127.0.0.1:${servePort}`, [
        'smollm2-135m-instruct',
        adapter,
      ]);

      expect(Object.keys(said)).toEqual(['smollm2-135m-instruct', adapter]);
      for (const answer of Object.values(said)) expect(answer.trim()).not.toBe('');
      expect(problems).toEqual([]);
    },
    5 * MINUTE_MS,
  );

  it('leaves the adapter in both forms', () => {
    const folder = runFolder(workspace, runIds(workspace)[0] ?? '');

    for (const file of ['adapter/adapter_model.safetensors', 'adapter/adapter_config.json', 'adapter.gguf']) {
      expect(existsSync(join(folder, file))).toBe(true);
    }
  });

  it('has the run and its evaluation, finished, in MLflow', async () => {
    const client = createMlflowClient({ trackingUri: `http://127.0.0.1:${port}` });
    const experiment = await client.experiments.getByName('naru');
    const runs = [];
    for await (const run of client.runs.search({ experimentIds: [experiment?.experimentId ?? ''] })) runs.push(run);

    expect(new Set(runs.map((run) => run.info.status))).toEqual(new Set(['FINISHED']));
  });

  it(
    'promotes it, because it is better on held-out rows, and serves it to who names no model',
    async () => {
      const [evalId = ''] = readdirSync(join(workspace.root, 'results')).filter((name) => /^\d{8}T/.test(name));
      const report: unknown = JSON.parse(readFileSync(join(workspace.root, 'results', evalId, 'report.json'), 'utf8'));
      const adapter = await adapterModel();

      expect(report).toMatchObject({ verdict: 'better', candidate: { name: adapter }, baseline: { kind: 'base' } });
      await defaultBecomes(adapter);
    },
    3 * MINUTE_MS,
  );

  it(
    'trains nothing again when nothing changed, and stops all that it started on Ctrl-C',
    async () => {
      naru?.child.kill('SIGINT');
      expect((await naru?.ended)?.status).toBe(0);
      expect(await answers(`http://127.0.0.1:${port}/health`)).toBe(false);

      naru = startNaru();
      await naru.prints(/^Ready\./m);

      expect(runIds(workspace)).toHaveLength(1);
      expect(naru.output()).toMatch(/is in production already/);
      expect(await answers(`http://127.0.0.1:${port}/health`)).toBe(true);
    },
    6 * MINUTE_MS,
  );
});
