import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { run, type Ended } from '../testing/command.ts';
import { freePort } from '../testing/ports.ts';
import { eventsOf, runIds } from '../testing/run-folder.ts';
import { stopMlflow } from '../testing/stop-mlflow.ts';
import { testWorkspace, tinyModel, type TestWorkspace } from '../testing/workspace.ts';
import { GOOD, REFUSED_AT_ONCE, REFUSED_BY_THE_JOB, tiny, type BadCase } from './bad-cases.ts';

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
