// Tests make their temporary folders in one of their own, which goes with the run.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default function setUp() {
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'naru-tests-'));
}
