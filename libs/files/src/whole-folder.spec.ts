import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { folderBeside, replaceFolder, settleFolder } from './whole-folder.ts';

const DEAD = '.2147483646_boot:1_0123abcd.tmp';

describe('a folder written beside and renamed', () => {
  it('is seen whole under its name, or not at all; one that is there stays', async () => {
    const parent = join(mkdtempSync(join(tmpdir(), 'naru-files-')), '새 폴더');
    const first = await folderBeside(parent);
    writeFileSync(join(first, 'a'), '하나');
    const second = await folderBeside(parent);
    writeFileSync(join(second, 'a'), '둘');

    const settled = await settleFolder(first, 'made@1');

    expect(settled).toEqual({ path: join(parent, 'made@1'), known: false });
    expect(await settleFolder(second, 'made@1')).toEqual({ path: join(parent, 'made@1'), known: true });
    expect(readFileSync(join(parent, 'made@1', 'a'), 'utf8')).toBe('하나');
    expect(readdirSync(parent)).toEqual(['made@1']);
  });

  it('takes the place of another', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'naru-files-'));
    for (const text of ['하나', '둘']) {
      const beside = await folderBeside(parent);
      writeFileSync(join(beside, text), text);
      await replaceFolder(beside, 'newest');
    }

    expect(readdirSync(parent)).toEqual(['newest']);
    expect(readdirSync(join(parent, 'newest'))).toEqual(['둘']);
  });

  it('takes away what a dead process left, and nothing of a living one', async () => {
    const parent = mkdtempSync(join(tmpdir(), 'naru-files-'));
    mkdirSync(join(parent, DEAD));
    const living = await folderBeside(parent);

    await folderBeside(parent);

    expect(existsSync(join(parent, DEAD))).toBe(false);
    expect(existsSync(living)).toBe(true);
  });
});
