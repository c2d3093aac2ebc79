import { cpSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run, type Ended } from '../testing/command.ts';
import { freePort } from '../testing/ports.ts';
import { eventsOf, runFolder, runIds } from '../testing/run-folder.ts';
import { stopMlflow } from '../testing/stop-mlflow.ts';
import { testWorkspace, tinyModel, type TestWorkspace } from '../testing/workspace.ts';
import { BAD_ROWS, GOOD, REFUSED_BY_THE_JOB, REFUSED_RUNS, tiny } from './bad-cases.ts';
import { refusal } from './refusal.ts';

const MINUTE_MS = 60_000;

describe('bad data and models', () => {
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

  it.each(REFUSED_BY_THE_JOB)(
    'is refused before training: $what',
    async (bad) => {
      await refusal(workspace, bad, env);

      const events = eventsOf(workspace, runIds(workspace).at(-1) ?? '');
      expect(events.at(-1)?.type).toBe('run.failed');
      expect(events.some(({ type }) => type === 'metric')).toBe(false);
    },
    2 * MINUTE_MS,
  );

  it.each(REFUSED_RUNS)(
    'is refused: $what',
    async (bad) => {
      await refusal(workspace, bad, env);
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
