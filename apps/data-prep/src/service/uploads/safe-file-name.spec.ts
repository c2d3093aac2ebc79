import { safeFileName } from './safe-file-name.ts';

describe('the name of a file on our disk', () => {
  it.each([
    ['상담 기록.jsonl', '상담 기록.jsonl'],
    ['상담'.normalize('NFD'), '상담'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\data\\chats.csv', 'chats.csv'],
    ['..', 'upload'],
    ['.hidden', 'hidden'],
    ['-rf', 'rf'],
    ['a\u0000b\nc.csv', 'a_b_c.csv'],
    ['a/', 'upload'],
    ['\ud83d', '_'],
    [null, 'upload'],
  ])('of %j is %s', (name, safe) => {
    expect(safeFileName(name)).toBe(safe);
  });

  it('is never longer than a disk takes, and ends within no letter', () => {
    const name = safeFileName('가'.repeat(200));

    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(120);
    expect(name).toMatch(/^가+$/);
  });
});
