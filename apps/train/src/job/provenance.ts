import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { TrainJob } from '@naru/contracts';

const GIT_TIMEOUT_MS = 10_000;

/** Which code and which Python requirements a run is made with. A checkout without git gives nulls. */
export async function provenance(root: string): Promise<TrainJob['provenance']> {
  const commit = await git(root, ['rev-parse', 'HEAD']);
  const changes = commit === null ? null : await git(root, ['status', '--porcelain', '--untracked-files=no']);
  return {
    gitCommit: commit,
    gitDirty: changes === null ? null : changes !== '',
    lockSha256: lockSha256(root),
    chatTemplateSha256: null,
  };
}

async function git(root: string, argv: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('git', ['-C', root, ...argv], { timeout: GIT_TIMEOUT_MS });
    return stdout.trim();
  } catch {
    return null;
  }
}

// What .venv was made from, else what it would be made from.
function lockSha256(root: string): string | null {
  try {
    return readFileSync(join(root, '.venv', 'naru-lock.sha256'), 'utf8').trim();
  } catch {
    return sha256OfFile(join(root, 'requirements', 'naru.txt'));
  }
}

function sha256OfFile(path: string): string | null {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex');
  } catch {
    return null;
  }
}
