import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { createMlflowClient } from '@naru/mlflow-js-client';

import { start, type RunningCommand } from '../testing/command.ts';
import { answers, freePort } from '../testing/ports.ts';
import { eventsOf, lastOf, runFolder, runIds } from '../testing/run-folder.ts';
import { testWorkspace, type TestWorkspace } from '../testing/workspace.ts';

const MINUTE_MS = 60_000;

describe('npm start on a machine that has nothing yet', () => {
  let workspace: TestWorkspace;
  let port: number;
  let naru: RunningCommand | undefined;

  const startNaru = (): RunningCommand => start(workspace, 'naru', ['start'], { MLFLOW_PORT: String(port) });

  beforeAll(async () => {
    workspace = testWorkspace();
    port = await freePort();
  });
  afterAll(async () => {
    naru?.child.kill('SIGTERM');
    await naru?.ended;
    workspace.remove();
  });

  it(
    'fine-tunes the embedded model with QLoRA until held-out loss is clearly lower in each language',
    async () => {
      naru = startNaru();
      await naru.prints(/^Ready\./m);

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

  it('leaves the adapter in both forms', () => {
    const folder = runFolder(workspace, runIds(workspace)[0] ?? '');

    for (const file of ['adapter/adapter_model.safetensors', 'adapter/adapter_config.json', 'adapter.gguf']) {
      expect(existsSync(join(folder, file))).toBe(true);
    }
  });

  it('has the run, finished and registered, in MLflow', async () => {
    const client = createMlflowClient({ trackingUri: `http://127.0.0.1:${port}` });
    const experiment = await client.experiments.getByName('naru');
    const runs = [];
    for await (const run of client.runs.search({ experimentIds: [experiment?.experimentId ?? ''] })) runs.push(run);

    expect(runs.map((run) => run.info.status)).toEqual(['FINISHED']);
  });

  it(
    'trains nothing again when nothing changed, and stops all that it started on Ctrl-C',
    async () => {
      naru?.child.kill('SIGINT');
      expect((await naru?.ended)?.status).toBe(0);
      expect(await answers(`http://127.0.0.1:${port}/health`)).toBe(false);

      naru = startNaru();
      await naru.prints(/^Ready\./m);

      expect(runIds(workspace)).toHaveLength(1);
      expect(await answers(`http://127.0.0.1:${port}/health`)).toBe(true);
    },
    6 * MINUTE_MS,
  );
});
