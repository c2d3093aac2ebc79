import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findRun } from './find-run.ts';
import { writeRun } from './testing/a-run.ts';

describe('a finished run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'runs '));
  const first = writeRun(folder, { runId: '20261123T000000-aaaaaa', name: 'early' });
  writeRun(folder, { runId: '20261123T000002-cccccc', name: 'cut', isUnfinished: true });
  const last = writeRun(folder, { runId: '20261123T000001-bbbbbb', name: 'late', sha256: '12'.repeat(32) });

  it('is found by its id, by the name of its adapter, or as the latest', async () => {
    expect((await findRun('20261123T000000-aaaaaa', folder)).name).toBe(first);
    expect((await findRun(first, folder)).runId).toBe('20261123T000000-aaaaaa');
    expect((await findRun('latest', folder)).name).toBe(last);
  });

  it('is not one that was cut off, and a name that is nearly right is told', async () => {
    await expect(findRun('20261123T000002-cccccc', folder)).rejects.toThrow('has not finished');
    await expect(findRun('early@abababac', folder)).rejects.toThrow('Did you mean early@abababab?');
  });

  it('is none without its adapter', async () => {
    const gone = writeRun(folder, { runId: '20261123T000003-dddddd', name: 'gone', sha256: '34'.repeat(32) });
    rmSync(join(folder, '20261123T000003-dddddd', 'adapter.gguf'));

    await expect(findRun(gone, folder)).rejects.toMatchObject({ code: 'model.not-found' });
  });
});
