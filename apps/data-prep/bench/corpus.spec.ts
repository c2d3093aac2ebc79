import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { corpus } from './corpus.ts';

async function rowsOf(count: number, seed = 1): Promise<string> {
  const path = join(mkdtempSync(join(tmpdir(), 'naru-corpus-')), 'corpus.jsonl');
  await corpus(path, count, { seed });
  return readFileSync(path, 'utf8');
}

describe('the generated corpus', () => {
  it('is the same for the same seed, and another for another', async () => {
    expect(await rowsOf(200)).toBe(await rowsOf(200));
    expect(await rowsOf(200, 2)).not.toBe(await rowsOf(200));
  });

  it('holds both languages, copies, private data and rows that repeat themselves', async () => {
    const rows = (await rowsOf(2000)).trim().split('\n');
    const answers = rows.map((row) => (JSON.parse(row) as { messages: { content: string }[] }).messages[1]?.content);

    expect(rows).toHaveLength(2000);
    expect(rows.filter((row) => /[가-힣]{3}/.test(row)).length).toBeGreaterThan(900);
    expect(new Set(answers).size).toBeLessThan(1980);
    expect(rows.filter((row) => row.includes('@example.org')).length).toBeGreaterThan(60);
  });
});
