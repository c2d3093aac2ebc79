import { globSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { workspaceRoot } from '@naru/config';

import { readPolicy } from './policy.ts';

const root = workspaceRoot(import.meta.dirname);
const shipped = globSync('apps/naru/loops/*.yaml', { cwd: root });

test.each(shipped)('%s can be read', (path) => {
  expect(readPolicy(path, { root, cwd: root })).toMatchObject({ training: { method: 'qlora' } });
});

test('a policy that is not as it should be is refused with its place', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'naru-policy-'));
  writeFileSync(join(cwd, 'mine.yaml'), 'name: mine\nrecipe: loop\non_beter: wait\n');
  expect(() => readPolicy('mine.yaml', { root: cwd, cwd })).toThrow(/mine\.yaml:3: on_beter.*did you mean "on_better"/);
  expect(() => readPolicy('nowhere', { root: cwd, cwd })).toThrow('There is no policy nowhere.');
});
