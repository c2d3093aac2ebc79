// `npm test`: every check that needs no GPU, through Nx; its last line is `N passed, N failed`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
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
const outside = [...(noVllm === undefined ? ['test-vllm'] : []), 'test-clients', 'test-schemathesis', 'test-dvc'];

/** Of the whole tree in one process each: what projects share is read once, which takes a third of the time. */
const whole = ['lint-whole', 'format-whole', 'typecheck-whole', 'lint-python-whole'];

function nx(targets: readonly string[], parallel: number): string[] {
  return ['nx', 'run-many', '-t', ...targets, `--parallel=${parallel}`, '--outputStyle=static'];
}

const steps: readonly Step[] = [
  { title: 'formatting, lint, types and unit tests', command: nx(['env', ...whole, 'test'], 2) },
  // These wait for one another's processes half of their time.
  { title: 'integration tests', command: nx(['test-integration', ...outside], 3) },
  { title: 'browser and end-to-end tests', command: nx(['e2e', 'test-browser', 'e2e-train'], 2) },
];

/** What hangs ends with its step: no step takes half as long on two slow cores. */
const LIMIT_MS = 25 * 60_000;
/** Later, what failed is not run once more: whoever waits is to hear of it. */
const LAST_RETRY_MS = 50 * 60_000;

const started = Date.now();
const results = (): string[] => globSync(RESULTS, { cwd: root, ...SKIP }).map((file) => join(root, file));
for (const file of results()) rmSync(file);

async function run({ title, command }: Step): Promise<boolean> {
  const from = Date.now();
  console.log(`\n== ${title}`);
  const status = await statusWithin(LIMIT_MS, ['npx', '--no-install', ...command]);
  console.log(`== ${title}: ${status === 0 ? 'ok' : 'FAILED'} after ${((Date.now() - from) / 1000).toFixed(0)} s`);
  return status === 0;
}

/** The exit status; null for what was ended, with all that it had started, because the time was over. */
async function statusWithin(limitMs: number, [program = '', ...args]: readonly string[]): Promise<number | null> {
  const child = spawn(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
  const end = (signal: NodeJS.Signals): void => {
    if (child.exitCode === null && child.signalCode === null) process.kill(-(child.pid ?? NaN), signal);
  };
  const stopped = (): never => {
    end('SIGTERM');
    process.exit(130);
  };
  process.once('SIGINT', stopped).once('SIGTERM', stopped);
  const term = setTimeout(() => {
    console.log(`== not done after ${limitMs / 60_000} minutes: ended`);
    end('SIGTERM');
  }, limitMs);
  const kill = setTimeout(() => end('SIGKILL'), limitMs + 15_000);
  const [status] = (await once(child, 'exit')) as [number | null];
  clearTimeout(term);
  clearTimeout(kill);
  process.off('SIGINT', stopped).off('SIGTERM', stopped);
  return status;
}

function total(): Counts {
  const sum: Counts = { passed: 0, failed: 0, skipped: noVllm === undefined ? [] : [noVllm], failures: [] };
  for (const found of results().map(countsIn)) {
    sum.passed += found.passed;
    sum.failed += found.failed;
    sum.skipped.push(...found.skipped);
    sum.failures.push(...found.failures);
  }
  return sum;
}

const failedSteps: string[] = [];
const unsteady: string[] = [];
for (const step of steps) {
  if (await run(step)) continue;
  const { failures } = total();
  for (const failure of failures) console.log(`failed: ${failure}`);
  if (Date.now() - started > LAST_RETRY_MS) {
    failedSteps.push(step.title);
    continue;
  }
  // Nx takes what passed from its cache: only what failed runs again, once, and is told even if it passes then.
  console.log(`\n== ${step.title}: what failed is run once more`);
  if (await run(step)) unsteady.push(...(failures.length > 0 ? failures : [step.title]));
  else failedSteps.push(step.title);
}

const counts = total();
// A step that failed without a failed test is a failure of its own: lint, types, a suite that did not start.
if (counts.failed === 0) counts.failed = failedSteps.length;

console.log(`\n${((Date.now() - started) / 1000).toFixed(0)} s`);
for (const reason of new Set(counts.skipped)) console.log(`skipped: ${reason}`);
for (const failure of unsteady) console.log(`unsteady, passed when run again: ${failure}`);
for (const failure of counts.failures) console.log(`failed: ${failure}`);
if (failedSteps.length > 0) console.log(`failed: ${failedSteps.join(', ')}`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
