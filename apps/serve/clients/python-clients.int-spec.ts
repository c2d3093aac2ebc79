import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { childEnvironment, workspaceRoot } from '@naru/config';
import { createEngine, EngineSettings, type EngineSupervisor } from '@naru/engine';

import { testServe, type TestServe } from '../src/testing/test-serve.ts';

const root = workspaceRoot();
const folder = mkdtempSync(join(tmpdir(), 'naru clients '));
const RESULTS = join(root, 'apps/serve/test-results');
const KEY = 'a-key-that-nobody-has-published';
const LIMIT_MS = 900_000; // a minute where the machine does nothing else

let engine: EngineSupervisor;
let serves: Record<'real' | 'locked' | 'busy', TestServe>;

beforeAll(async () => {
  const settings = Object.assign(new EngineSettings(), { maxModelLen: 2048 });
  engine = await createEngine(settings, { port: 0, stateDir: join(folder, 'state'), logDir: folder, slots: 2 });
  await engine.start();
  const [real, locked, busy] = await Promise.all([
    testServe({ engine, adapterForm: 'gguf' }),
    testServe({ authEnabled: true, key: KEY }),
    testServe(),
  ]);
  busy.fake.misbehave({ kind: 'answer', status: 429, retryAfter: '7' });
  serves = { real, locked, busy };
}, LIMIT_MS);

afterAll(async () => {
  await Promise.all(Object.values(serves).map((serve) => serve.close()));
  await engine.stop();
}, LIMIT_MS);

function pytest(file: string): Promise<{ readonly status: number | null; readonly output: string }> {
  mkdirSync(RESULTS, { recursive: true });
  const { real, locked, busy } = serves;
  const child = spawn(
    join(root, '.venv-clients/bin/python'),
    ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', join(import.meta.dirname, file)].concat(
      `--junitxml=${join(RESULTS, file.replace('.py', '.xml'))}`,
    ),
    {
      cwd: folder,
      env: childEnvironment({
        NARU_SERVE: real.url,
        NARU_SERVE_LOCKED: locked.url,
        NARU_SERVE_BUSY: busy.url,
        NARU_KEY: KEY,
        NARU_MODEL: engine.base.id,
        PYTHONDONTWRITEBYTECODE: '1',
      }),
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => (output += piece.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, output }));
  });
}

it(
  "OpenAI's Python client and LangChain talk to serve over the real llama.cpp",
  async () => {
    const { status, output } = await pytest('test_openai.py');

    if (status !== 0) throw new Error(output);
    expect(output).toMatch(/\d+ passed/);
    expect(serves.locked.fake.completions.map(({ body }) => body)).toContainEqual(
      expect.objectContaining({
        tool_choice: 'required',
        tools: [expect.objectContaining({ type: 'function' }) as object],
        messages: expect.arrayContaining([
          expect.objectContaining({ role: 'tool', tool_call_id: 'call-1', content: '맑음' }) as object,
        ]) as object[],
      }),
    );
  },
  LIMIT_MS,
);
