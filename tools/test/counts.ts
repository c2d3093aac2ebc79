import { readFileSync } from 'node:fs';

export interface Counts {
  passed: number;
  failed: number;
  /** What was skipped, with its reason. */
  readonly skipped: string[];
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
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

function jestCounts(text: string): Counts {
  const result = JSON.parse(text) as JestResult;
  const tests = result.testResults.flatMap((file) => file.assertionResults);
  return {
    passed: result.numPassedTests,
    failed: result.numFailedTests + result.numRuntimeErrorTestSuites,
    skipped: tests.filter((test) => test.status === 'pending').map((test) => test.fullName),
  };
}

function junitCounts(text: string): Counts {
  const suite = /<testsuite [^>]*>/.exec(text)?.[0] ?? '';
  const number = (name: string): number => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = number('failures') + number('errors');
  const skipped = [...text.matchAll(/name="([^"]*)"[^>]*><skipped[^>]*message="([^"]*)"/g)].map(
    (m) => `${m[1] ?? ''}: ${m[2] ?? ''}`,
  );
  return { passed: number('tests') - failed - number('skipped'), failed, skipped };
}
