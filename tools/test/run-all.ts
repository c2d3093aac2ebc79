// `npm test`: every check that needs no GPU, through Nx; its last line is `N passed, N failed`.
import { spawnSync } from 'node:child_process';
import { globSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { countsIn, type Counts } from './counts.ts';

const root = join(import.meta.dirname, '../..');
const RESULTS = '{apps,libs,tools,deployment}/**/test-results/*.{json,xml}';
const SKIP = { exclude: (path: string): boolean => /node_modules|dist/.test(path) };

/** One thing to run; its tests are counted from the result files, itself only when it has none. */
interface Step {
  readonly title: string;
  readonly command: readonly string[];
}

/** There is a build of vLLM for CPUs on Linux; whoever has no minutes for it turns it off. */
function whyNoVllm(): string | undefined {
  if (process.env['NARU_TEST_VLLM'] === '0') return 'the real vLLM: NARU_TEST_VLLM=0';
  return process.platform === 'linux' ? undefined : `the real vLLM: not on ${process.platform}`;
}

const noVllm = whyNoVllm();
/** Programs of others, for real. */
const outside = [...(noVllm === undefined ? ['test-vllm'] : []), 'test-clients', 'test-schemathesis'];

const steps: readonly Step[] = [
  { title: 'formatting', command: ['prettier', '--check', '--log-level', 'warn', '.'] },
  { title: 'Python environment', command: ['nx', 'run', 'python:env'] },
  {
    title: 'lint, types and unit tests',
    command: ['nx', 'run-many', '-t', 'lint', 'typecheck', 'test', '--parallel=2', '--outputStyle=static'],
  },
  {
    title: 'integration tests',
    command: ['nx', 'run-many', '-t', 'test-integration', ...outside, '--parallel=2', '--outputStyle=static'],
  },
  { title: 'browser tests', command: ['nx', 'run-many', '-t', 'test-browser', '--outputStyle=static'] },
  { title: 'end-to-end tests', command: ['nx', 'run-many', '-t', 'e2e', 'e2e-train', '--outputStyle=static'] },
];

const before = globSync(RESULTS, { cwd: root, ...SKIP });
for (const file of before) rmSync(join(root, file));

const started = Date.now();
const failedSteps: string[] = [];
for (const { title, command } of steps) {
  const from = Date.now();
  console.log(`\n== ${title}`);
  const { status } = spawnSync('npx', ['--no-install', ...command], { cwd: root, stdio: 'inherit' });
  console.log(`== ${title}: ${status === 0 ? 'ok' : 'FAILED'} after ${((Date.now() - from) / 1000).toFixed(0)} s`);
  if (status !== 0) failedSteps.push(title);
}

const counts: Counts = { passed: 0, failed: 0, skipped: noVllm === undefined ? [] : [noVllm] };
for (const file of globSync(RESULTS, { cwd: root, ...SKIP })) {
  const found = countsIn(join(root, file));
  counts.passed += found.passed;
  counts.failed += found.failed;
  counts.skipped.push(...found.skipped);
}
// A step that failed without a failed test is a failure of its own: lint, types, a suite that did not start.
if (counts.failed === 0) counts.failed = failedSteps.length;

console.log(`\n${((Date.now() - started) / 1000).toFixed(0)} s`);
for (const reason of new Set(counts.skipped)) console.log(`skipped: ${reason}`);
if (failedSteps.length > 0) console.log(`failed: ${failedSteps.join(', ')}`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
