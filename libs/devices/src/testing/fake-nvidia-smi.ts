import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface FakeNvidiaSmi {
  readonly stdout?: string;
  readonly exit?: number;
  readonly hangs?: boolean;
}

/** Writes a program named nvidia-smi that behaves so, and gives its path. */
export function fakeNvidiaSmi({ stdout = '', exit = 0, hangs = false }: FakeNvidiaSmi): string {
  const path = join(mkdtempSync(join(tmpdir(), 'naru-nvidia-smi-')), 'nvidia-smi');
  const last = hangs ? 'exec sleep 600' : `exit ${exit}`;
  writeFileSync(path, `#!/bin/sh\ncat <<'END_OF_OUTPUT'\n${stdout}END_OF_OUTPUT\n${last}\n`, { mode: 0o755 });
  return path;
}
