import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { childEnvironment, workspaceRoot } from '@naru/config';

import { newDatabase } from '../src/testing/databases.ts';
import { testRegistry } from '../src/testing/test-registry.ts';
import { testServe, type TestServe } from '../src/testing/test-serve.ts';

const PROGRAM = join(workspaceRoot(), '.venv-clients/bin/schemathesis');
/** About so many requests with sign-in off, and as many with it on. */
const REQUESTS = Number(process.env['NARU_SCHEMATHESIS_REQUESTS'] ?? 200);
const EDGES = 1100; // every field at its edges: of its own only where more than that may be asked
const HAS_EDGES = REQUESTS > EDGES;
const PHASES = HAS_EDGES ? 'examples,coverage,fuzzing,stateful' : 'fuzzing';
const PER_EXAMPLE = HAS_EDGES ? 25 : 23; // requests that one more example for each route makes
const LIMIT_MS = 120_000 + REQUESTS * 200;
const KEY = 'a-key-that-nobody-has-published';
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'ignored_auth',
  'use_after_free',
];

interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

function schemathesis(serve: TestServe, headers: readonly string[]): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'naru-schemathesis-'));
  const args = [
    ...['run', `${serve.url}/docs-json`, '--checks', CHECKS.join(','), '--no-color', '--continue-on-failure'],
    ...['--phases', PHASES, '--max-examples', String(Math.ceil((REQUESTS - (HAS_EDGES ? EDGES : 0)) / PER_EXAMPLE))],
    ...['--request-timeout', '20', '--suppress-health-check', 'all', '--warnings', 'off'],
    // Few requests are the same ones each time.
    ...(HAS_EDGES ? ['--generation-database', 'none'] : ['--generation-deterministic']),
    ...headers.flatMap((header) => ['--header', header]),
  ];
  const child = spawn(PROGRAM, args, {
    cwd: folder,
    env: childEnvironment({ PYTHONUTF8: '1', FORCE_COLOR: undefined }),
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => (output += piece.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, output }));
  });
}

/** Requests that the server has answered. */
async function answered(serve: TestServe): Promise<number> {
  const text = await (await fetch(`${serve.url}/metrics`, { headers: { authorization: `Bearer ${KEY}` } })).text();
  const counts = text.split('\n').filter((line) => line.startsWith('http_request_duration_seconds_count'));
  return counts.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}

describe.each([
  ['without sign-in', false, []],
  ['with sign-in, by a key', true, [`Authorization: Bearer ${KEY}`]],
] as const)('every documented route, %s', (_, authEnabled, headers) => {
  it(
    'answers whatever it is asked with a documented status, and never with a fault of its own',
    async () => {
      const database = await newDatabase();
      const registry = await testRegistry(database);
      const models = authEnabled ? {} : { openRegistry: registry.open }; // with a registry of models, and without
      const serve = await testServe({
        authEnabled,
        key: KEY,
        fake: { tokens: ['나', '루', '터'] },
        database,
        ...models,
      });
      registry.runsFolder = serve.runsFolder;

      const { status, output } = await schemathesis(serve, headers);
      const requests = await answered(serve);
      const { status: health } = await serve.client.call('GET', '/healthz');
      await serve.close();
      await registry.close();
      await database.close();

      if (status !== 0) throw new Error(output.slice(-60_000));
      expect(output).toMatch(/Test cases:\n\s+\d+ generated/);
      expect(health).toBe(200);
      expect(requests).toBeGreaterThan(REQUESTS);
    },
    LIMIT_MS,
  );
});
