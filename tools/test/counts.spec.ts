import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { countsIn } from './counts.ts';

const folder = mkdtempSync(join(tmpdir(), 'counts-'));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('what a result file says', () => {
  it("names what failed in Jest's results, with the first line of why, and a file that did not start", () => {
    const test = {
      status: 'failed',
      fullName: 'a stop lets answers end',
      failureMessages: ['\u001b[31mno\u001b[0m\nat'],
    };
    const testResults = [
      { name: '/closing.spec.ts', status: 'failed', message: '', assertionResults: [test] },
      { name: '/broken.spec.ts', status: 'failed', message: '\n  Cannot find a module\n', assertionResults: [] },
    ];
    const result = { numPassedTests: 4, numFailedTests: 1, numRuntimeErrorTestSuites: 1, testResults };

    expect(countsIn(file('test.json', JSON.stringify(result)))).toEqual({
      passed: 4,
      failed: 2,
      skipped: [],
      failures: ['a stop lets answers end: no', '/broken.spec.ts: Cannot find a module'],
    });
  });

  it("names what failed and what was skipped in pytest's", () => {
    const xml =
      '<testsuites><testsuite name="pytest" errors="0" failures="1" skipped="1" tests="3">' +
      '<testcase classname="tests" name="test_loss" time="1"><failure message="assert 2 == 3&#10;more">x</failure></testcase>' +
      '<testcase classname="tests" name="test_gpu"><skipped type="pytest.skip" message="no GPU">y</skipped></testcase>' +
      '<testcase classname="tests" name="test_fine" /></testsuite></testsuites>';

    expect(countsIn(file('test.xml', xml))).toEqual({
      passed: 1,
      failed: 1,
      skipped: ['test_gpu: no GPU'],
      failures: ['test_loss: assert 2 == 3'],
    });
  });
});
