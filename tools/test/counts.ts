import { readFileSync } from 'node:fs';

export interface Counts {
  passed: number;
  failed: number;
  /** What was skipped, with its reason. */
  readonly skipped: string[];
  /** What failed, each with the first line of why. */
  readonly failures: string[];
}

/** What one result file says: Jest's JSON or pytest's JUnit XML. */
export function countsIn(path: string): Counts {
  const text = readFileSync(path, 'utf8');
  return path.endsWith('.json') ? jestCounts(text) : junitCounts(text);
}

interface JestResult {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly JestFile[];
}

interface JestFile {
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly assertionResults: readonly {
    readonly status: string;
    readonly fullName: string;
    readonly failureMessages: readonly string[];
  }[];
}

function jestCounts(text: string): Counts {
  const result = JSON.parse(text) as JestResult;
  const tests = result.testResults.flatMap((file) => file.assertionResults);
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
    skipped: tests.filter((test) => test.status === 'pending').map((test) => test.fullName),
    failures: result.testResults.flatMap(failuresOf),
  };
}

/** The failed tests of a file, or the file itself when it did not start. */
function failuresOf(file: JestFile): string[] {
  const failed = file.assertionResults.filter((test) => test.status === 'failed');
  if (failed.length > 0) return failed.map((test) => `${test.fullName}: ${firstLine(test.failureMessages.join('\n'))}`);
  return file.status === 'failed' ? [`${file.name}: ${firstLine(file.message)}`] : [];
}

function junitCounts(text: string): Counts {
  const suite = /<testsuite [^>]*>/.exec(text)?.[0] ?? '';
  const number = (name: string): number => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = number('failures') + number('errors');
  const skipped = [...text.matchAll(/ name="([^"]*)"[^>]*><skipped[^>]*message="([^"]*)"/g)].map(
    (m) => `${m[1] ?? ''}: ${m[2] ?? ''}`,
  );
  const failures = [...text.matchAll(/ name="([^"]*)"[^>]*><(?:failure|error) message="([^"]*)"/g)].map(
    (m) => `${m[1] ?? ''}: ${firstLine(m[2] ?? '')}`,
  );
  return { passed: number('tests') - failed - number('skipped'), failed, skipped, failures };
}

const MESSAGE_CHARS = 300;

/** The first line that says something, without colours. */
function firstLine(message: string): string {
  const plain = message.replaceAll(/\u001b\[[0-9;]*m/g, '').replaceAll(/&#10;/g, '\n');
  const line = plain.split('\n').find((text) => text.trim() !== '') ?? '';
  return line.trim().slice(0, MESSAGE_CHARS);
}
