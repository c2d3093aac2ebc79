import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { run } from '../testing/command.ts';
import { mounted, whyNoMounts } from '../testing/mounts.ts';
import { freePort } from '../testing/ports.ts';
import { runIds } from '../testing/run-folder.ts';
import { stopMlflow } from '../testing/stop-mlflow.ts';
import { testWorkspace, tinyModel, type TestWorkspace } from '../testing/workspace.ts';
import { GOOD, REFUSED_AT_ONCE, tiny } from './bad-cases.ts';
import { refusal } from './refusal.ts';

const MINUTE_MS = 60_000;

describe('bad input', () => {
  let workspace: TestWorkspace;
  let env: Record<string, string>;

  beforeAll(async () => {
    workspace = testWorkspace();
    tinyModel(workspace);
    env = { MLFLOW_PORT: String(await freePort()) };
  }, MINUTE_MS);

  afterAll(async () => {
    await stopMlflow(workspace);
    workspace.remove();
  });

  it.each(REFUSED_AT_ONCE)(
    'is refused before anything begins: $what',
    async (bad) => {
      await refusal(workspace, bad, env);

      expect(runIds(workspace)).toEqual([]);
    },
    MINUTE_MS,
  );

  const noMounts = whyNoMounts();
  const itWithMounts = noMounts === undefined ? it : it.skip;
  const because = noMounts === undefined ? '' : ` (skipped: ${noMounts})`;

  itWithMounts.each([
    ['a full disk', 'size=64k', /disk\.full: .*models\/fine-tuned/s],
    ['a folder that cannot be written', 'ro', /disk\.read-only: .*models\/fine-tuned/s],
  ])(
    `is told: %s${because}`,
    async (_what, options, says) => {
      writeFileSync(join(workspace.root, 'case.yaml'), tiny());
      writeFileSync(join(workspace.root, 'rows.jsonl'), `${GOOD}\n`);
      const folder = join(workspace.root, 'models/fine-tuned');
      mkdirSync(folder, { recursive: true });
      const args = ['lora', '--config=case.yaml', '--devices=cpu'];
      const ended = await run(workspace, 'train', args, env, mounted(folder, options));

      expect(ended.output).toMatch(says);
      expect(ended.output).not.toMatch(/Traceback|^ {4}at |internal:/m);
      expect(ended.status).toBe(1);
    },
    2 * MINUTE_MS,
  );

  it(
    'is told: a port that another program has',
    async () => {
      const other = createServer((_request, response) => response.end('not MLflow'));
      await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
      const { port } = other.address() as AddressInfo;
      const elsewhere = testWorkspace();
      const ended = await run(elsewhere, 'naru', ['start'], { MLFLOW_PORT: String(port) });
      other.close();
      elsewhere.remove();

      expect(ended.output).toMatch(new RegExp(`another program listens on port ${port}`));
      expect(ended.status).toBe(2);
    },
    MINUTE_MS,
  );

  it('is told: an old file store of MLflow', async () => {
    const elsewhere = testWorkspace();
    mkdirSync(join(elsewhere.root, 'mlruns/0'), { recursive: true });
    writeFileSync(join(elsewhere.root, 'mlruns/0/meta.yaml'), 'name: Default\n');
    const ended = await run(elsewhere, 'train', ['lora', '--devices=cpu'], env);
    expect(runIds(elsewhere)).toEqual([]);
    elsewhere.remove();

    expect(ended.output).toMatch(/tracking\.old-file-store: .*migrate-filestore/s);
    expect(ended.status).toBe(2);
  });
});
