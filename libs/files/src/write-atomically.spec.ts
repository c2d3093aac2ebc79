import { mkdtempSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { writeFileAtomically } from './write-atomically.ts';

describe('a file written beside and renamed', () => {
  it('replaces the old one and leaves nothing else', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'naru-files-'));
    const path = join(folder, 'a.json');

    await writeFileAtomically(path, '하나');
    await writeFileAtomically(path, '둘');

    expect(readFileSync(path, 'utf8')).toBe('둘');
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it('that cannot be put in place leaves what was there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'naru-files-'));
    mkdirSync(join(folder, 'taken'));

    await expect(writeFileAtomically(join(folder, 'taken'), 'x')).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(readdirSync(folder)).toEqual(['taken']);
  });
});
