import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { filesOf, readFile, readSource } from './read-source.ts';
import { rangesOf, readRange } from './ranges.ts';
import type { ReadResult } from './result.ts';
import { folderWith, rowText } from './testing/samples.ts';

const bad = ['{', '', 'null', '  ', rowText({}, 'half \ud83d'), `\ufeff${rowText()}`, `${rowText()}\r`];
const lines = (count: number): string[] =>
  Array.from({ length: count }, (_, at) =>
    at % 5 === 3 ? bad[at % bad.length]! : rowText({ id: String(at) }, `질문 ${at}`),
  );

async function gathered(batches: AsyncIterable<ReadResult[]>): Promise<ReadResult[]> {
  const all: ReadResult[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}

describe('the ranges of a file', () => {
  it.each([
    ['with a line end at its end', '', '\n'],
    ['without one', '', ''],
    ['after a byte order mark', '\ufeff', '\n'],
  ])('give exactly what the whole gives: %s', async (_, before, after) => {
    const folder = await folderWith({ 'a.jsonl': before + lines(400).join('\n') + after });
    const source = { name: 'chats', path: folder };
    const [file] = await filesOf(source);
    const whole = await gathered(readSource(source));

    for (const bytes of [500, 1000, 7919, 20_000]) {
      const ranges = (await rangesOf(file!, bytes, source))!;
      const parts: ReadResult[] = [];
      for (const range of ranges) parts.push(...(await gathered(readRange(file!, range, source))));
      expect(parts).toEqual(whole);
      expect(ranges.at(-1)?.end).toBe((await stat(join(folder, 'a.jsonl'))).size);
    }
    expect(whole).toHaveLength(376);
  });

  it('tell every byte of the file while it is read, and so does the whole of it', async () => {
    const folder = await folderWith({ 'a.jsonl': lines(40_000).join('\n') });
    const source = { name: 'chats', path: folder };
    const [file] = await filesOf(source);
    const { size } = await stat(join(folder, 'a.jsonl'));
    const told = { ranges: [] as number[], whole: [] as number[] };

    for (const range of (await rangesOf(file!, 1_000_000, source))!) {
      await gathered(readRange(file!, range, source, { onBytes: (bytes) => told.ranges.push(bytes) }));
    }
    await gathered(readFile(file!, source, { onBytes: (bytes) => told.whole.push(bytes) }));

    expect(told.ranges.reduce((sum, bytes) => sum + bytes, 0)).toBe(size);
    expect(told.whole.reduce((sum, bytes) => sum + bytes, 0)).toBeGreaterThanOrEqual(size);
    expect(told.whole.length).toBeGreaterThan(3);
  });

  it('are none where a file can only be read whole', async () => {
    const turn = '{"conversation_id":"a","role":"user","content":"뭐?"}\n';
    const folder = await folderWith({
      'a.jsonl.gz': gzipSync(lines(9).join('\n')),
      'b.json': `[${rowText()},${rowText()}]`,
      'c.csv': 'prompt,completion\na,b\n',
      'd.jsonl': turn.repeat(9),
      'e.jsonl': Buffer.from(`\ufeff${rowText()}\n${rowText()}\n`, 'utf16le'),
      'f.jsonl': '',
      'g.jsonl': rowText(),
    });
    const source = { name: 'chats', path: folder };
    const found: unknown[] = [];
    for (const file of await filesOf(source))
      found.push(await rangesOf(file, file.name === 'g.jsonl' ? 1e6 : 10, source));

    expect(found).toEqual(Array(7).fill(undefined));
  });
});
