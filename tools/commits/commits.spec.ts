import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

const STARTS_A_PROGRAM_MS = 120_000;

/** What the commit check says of a message; empty when it takes it. */
function problemsOf(message: string): string {
  const { status, stdout, stderr } = spawnSync('npx', ['--no-install', 'commitlint'], {
    cwd: root,
    input: message,
    encoding: 'utf8',
  });
  return status === 0 ? '' : stdout + stderr;
}

test.each(['feat(train): side by side', '추가(train): 나란히 학습', '버그수정(web): 조합 중 Enter', 'docs: a guide'])(
  '%s is taken',
  (message) => expect(problemsOf(message)).toBe(''),
  STARTS_A_PROGRAM_MS,
);

test.each([
  ['feature(train): side by side', 'type must be one of'],
  ['잡담(train): 나란히', 'type must be one of'],
  ['feat(trian): side by side', 'scope must be one of'],
  ['side by side', 'type may not be empty'],
])('%s is refused', (message, reason) => expect(problemsOf(message)).toContain(reason), STARTS_A_PROGRAM_MS);
