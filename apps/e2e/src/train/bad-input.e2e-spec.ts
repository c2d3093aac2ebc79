import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';

import { run, type Ended } from '../testing/command.ts';
import { mounted, whyNoMounts } from '../testing/mounts.ts';
import { freePort } from '../testing/ports.ts';
import { eventsOf, runFolder, runIds } from '../testing/run-folder.ts';
import { stopMlflow } from '../testing/stop-mlflow.ts';
import { testWorkspace, tinyModel, type TestWorkspace } from '../testing/workspace.ts';
import { BAD_ROWS, GOOD, REFUSED_AT_ONCE, REFUSED_BY_THE_JOB, REFUSED_RUNS, tiny, type BadCase } from './bad-cases.ts';

const MINUTE_MS = 60_000;

describe('bad input', () => {
  let workspace: TestWorkspace;
  let env: Record<string, string>;

  beforeAll(async () => {
    workspace = testWorkspace();
    const model = tinyModel(workspace);
    const cut = join(workspace.root, 'models/base/cut');
    cpSync(model, cut, { recursive: true });
    truncateSync(join(cut, 'model.safetensors'), 5000);
    const odd = join(workspace.root, 'models/base/odd');
    cpSync(model, odd, { recursive: true });
    const config = JSON.parse(readFileSync(join(odd, 'config.json'), 'utf8')) as object;
    const unknown = { ...config, model_type: 'oddformer', architectures: ['OddformerForCausalLM'] };
    writeFileSync(join(odd, 'config.json'), JSON.stringify(unknown));
    env = { MLFLOW_PORT: String(await freePort()) };
  }, MINUTE_MS);

  afterAll(async () => {
    await stopMlflow(workspace);
    workspace.remove();
  });

  /** Writes the case's files, runs its command, and checks what every refusal has in common. */
  async function refusal(bad: BadCase): Promise<Ended> {
    for (const [path, content] of Object.entries(bad.files)) {
      const file = join(workspace.root, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    const ended = await run(workspace, 'train', bad.args, { ...env, ...bad.env });

    expect(ended.output).toMatch(bad.says);
    expect(ended.status).toBeGreaterThan(0);
    expect(ended.output).not.toMatch(/Traceback|^ {4}at |internal:/m);
    expect(ended.output.length).toBeLessThan(8000);
    for (const [path, content] of Object.entries(bad.files))
      expect(digest(readFileSync(join(workspace.root, path)))).toBe(digest(content));
    return ended;
  }

  it.each(REFUSED_AT_ONCE)(
    'is refused before anything begins: $what',
    async (bad) => {
      await refusal(bad);

      expect(runIds(workspace)).toEqual([]);
    },
    MINUTE_MS,
  );

  it.each(REFUSED_BY_THE_JOB)(
    'is refused before training: $what',
    async (bad) => {
      await refusal(bad);

      const events = eventsOf(workspace, runIds(workspace).at(-1) ?? '');
      expect(events.at(-1)?.type).toBe('run.failed');
      expect(events.some(({ type }) => type === 'metric')).toBe(false);
    },
    2 * MINUTE_MS,
  );

  it.each(REFUSED_RUNS)(
    'is refused: $what',
    async (bad) => {
      await refusal(bad);
    },
    MINUTE_MS,
  );

  describe('rows', () => {
    let ended: Ended;
    let refused: { line: number; field?: string; reason: string }[];

    beforeAll(async () => {
      writeFileSync(join(workspace.root, 'case.yaml'), tiny());
      const lines = BAD_ROWS.flatMap(({ row }) => [Buffer.from(`${GOOD}\n`), Buffer.from(row), Buffer.from('\n')]);
      writeFileSync(join(workspace.root, 'rows.jsonl'), Buffer.concat(lines));
      ended = await run(workspace, 'train', ['lora', '--config=case.yaml', '--devices=cpu'], env);
      const file = join(runFolder(workspace, runIds(workspace).at(-1) ?? ''), 'refused.jsonl');
      refused = readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as (typeof refused)[0]);
    }, 2 * MINUTE_MS);

    it('stop the run before training, which names the first and says how to go on without them', () => {
      expect(ended.output).toMatch(/data\.invalid: \S*rows\.jsonl:2: is not valid JSON.* more refused\./s);
      expect(ended.output).toContain('--set=refused_rows=skip');
      expect(ended.output.length).toBeLessThan(8000);
      expect(ended.status).toBe(2);
    });

    it.each(BAD_ROWS.map((bad, index) => ({ ...bad, line: 2 * index + 2 })))(
      'are refused with line and reason: $what',
      ({ line, says }) => {
        const found = refused.find((one) => one.line === line);

        expect(`${found?.field ?? ''} ${found?.reason ?? ''}`).toMatch(says);
        expect(found?.reason.length).toBeLessThan(300);
      },
    );
  });

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

  it(
    'that is none is trained on: a byte-order mark, CRLF, decomposed Hangul, no newline at the end',
    async () => {
      writeFileSync(join(workspace.root, 'case.yaml'), tiny());
      writeFileSync(join(workspace.root, 'rows.jsonl'), `\ufeff${GOOD}\r\n\r\n${GOOD.normalize('NFD')}`);
      const { output, status } = await run(workspace, 'train', ['lora', '--config=case.yaml', '--devices=cpu'], env);

      expect(output).toMatch(/finished after 1 step/);
      expect(output).toMatch(/1 rows held decomposed characters/);
      expect(status).toBe(0);
    },
    2 * MINUTE_MS,
  );
});

const digest = (content: string | Buffer): string => createHash('sha256').update(content).digest('hex');
