import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';

import { readSource } from './read-source.ts';
import { ANSWER, folderWith, QUESTION, readAll, readContent, rowText, turnsIn } from './testing/samples.ts';

const TURNS = [[QUESTION, ANSWER]];

describe('a source of rows', () => {
  it('gives rows with what the source names them by, and where they stand', async () => {
    const text = rowText({ id: 'k8s-1', language: 'ko-KR', topic: '쿠버네티스', person: 'p7', extra: [1] });
    const { rows, refused } = await readContent(`${text}\n\n${rowText()}\n`);

    expect(refused).toEqual([]);
    expect(rows).toEqual([
      {
        messages: [
          { role: 'user', content: QUESTION },
          { role: 'assistant', content: ANSWER },
        ],
        source: 'chats',
        at: 'export.jsonl:1',
        id: 'k8s-1',
        language: 'ko',
        topic: '쿠버네티스',
        person: 'p7',
      },
      expect.objectContaining({ at: 'export.jsonl:3' }),
    ]);
  });

  it('leaves text as it is, decomposed Hangul and line separators included', async () => {
    const odd = '한글'.normalize('NFD') + '\u2028줄\u00a0끝 👩‍💻';
    const { rows } = await readContent(rowText({}, odd, odd));

    expect(turnsIn(rows)).toEqual([[odd, odd]]);
  });

  it('gives rows in batches of one size', async () => {
    const folder = await folderWith({ 'many.jsonl': `${rowText()}\n`.repeat(600) });
    const sizes: number[] = [];
    for await (const batch of readSource({ name: 'chats', path: folder })) sizes.push(batch.length);

    expect(sizes).toEqual([256, 256, 88]);
  });

  it('reads a folder by name, whatever the forms of its files', async () => {
    const folder = await folderWith({
      'b/2.json': `[${rowText({ id: 'two' })}]`,
      'a.jsonl.gz': gzipSync(rowText({ id: 'one' })),
      'c.csv': 'question,answer,id\n무엇?,나루터,three\n',
      '.hidden.jsonl': rowText({ id: 'hidden' }),
      '.git/x.jsonl': rowText({ id: 'hidden' }),
    });
    const { rows } = await readAll({ path: folder });

    expect(rows.map(({ id, at }) => [id, at])).toEqual([
      ['one', 'a.jsonl.gz:1'],
      ['two', 'b/2.json:1'],
      ['three', 'c.csv:2'],
    ]);
  });

  it('takes the files that the recipe wants only', async () => {
    const folder = await folderWith({ 'train/a.jsonl': rowText(), 'test/b.jsonl': rowText(), 'README.md': '# 설명' });
    const { rows, refused } = await readAll({ path: folder, files: ['train/**', '*.jsonl'] });

    expect(rows.map(({ at }) => at)).toEqual(['train/a.jsonl:1']);
    expect(refused).toEqual([]);
  });

  it('refuses a path that is not there, and a folder with nothing in it', async () => {
    const folder = await folderWith({});

    await expect(readAll({ path: join(folder, 'nowhere') })).rejects.toMatchObject({ code: 'data.not-found' });
    await expect(readAll({ path: folder })).rejects.toMatchObject({ code: 'data.not-found' });
    await expect(readAll({})).rejects.toMatchObject({ code: 'config.invalid' });
  });

  it('reads a dataset of the hub from where it was pulled to', async () => {
    const folder = await folderWith({ 'data/train.jsonl': rowText(), 'naru-pull.json': '{}' });
    const asked: unknown[] = [];
    const pullDataset = (wanted: unknown): Promise<string> => {
      asked.push(wanted);
      return Promise.resolve(folder);
    };
    const { rows, refused } = await readAll({ hub: 'owner/chats' }, { pullDataset });
    await readAll({ hub: 'owner/chats', revision: 'v1', files: ['data/*'] }, { pullDataset });

    expect(rows.map(({ at }) => at)).toEqual(['data/train.jsonl:1']);
    expect(refused).toEqual([]);
    expect(asked).toEqual([{ repo: 'owner/chats' }, { repo: 'owner/chats', revision: 'v1', files: ['data/*'] }]);
  });

  it('ends when a file changes while it is read', async () => {
    const folder = await folderWith({ 'log.jsonl': `${rowText()}\n`.repeat(300) });
    const path = join(folder, 'log.jsonl');
    const reading = readSource({ name: 'chats', path });
    await reading.next();
    await appendFile(path, rowText());

    await expect(reading.next().then(() => reading.next())).rejects.toMatchObject({ code: 'data.changed' });
  });
});

describe('the form of a file', () => {
  const array = `[\n  ${rowText()},\n  ${rowText({ id: '둘' })}\n]\n`;
  const forms: readonly (readonly [string, string | Uint8Array, number])[] = [
    ['JSON lines', `${rowText()}\n${rowText()}`, 2],
    ['JSON lines with CRLF', `${rowText()}\r\n${rowText()}\r\n`, 2],
    ['JSON lines with CR alone', `${rowText()}\r${rowText()}\r`, 2],
    ['a JSON array', array, 2],
    ['a JSON array on one line', `[${rowText()},${rowText()}]`, 2],
    ['a JSON array with a comma at its end', `[${rowText()},\n]`, 1],
    ['an indented JSON array', JSON.stringify([JSON.parse(rowText()), JSON.parse(rowText())], null, 2), 2],
    ['one indented object', JSON.stringify(JSON.parse(rowText()), null, 2), 1],
    ['indented objects one after the other', `${JSON.stringify(JSON.parse(rowText()), null, 2)}\n`.repeat(3), 3],
    ['an object with its rows in a list', JSON.stringify({ version: 1, data: [JSON.parse(rowText())], n: [1] }), 1],
    [
      'an indented object with its rows in a list',
      JSON.stringify({ v: { data: 1 }, rows: [JSON.parse(rowText())] }, null, 1),
      1,
    ],
    ['one line that is one row', rowText(), 1],
    ['lists of turns', `[{"role":"user","content":"뭐?"},{"role":"assistant","content":"응"}]\n`.repeat(2), 2],
    ['gzip', gzipSync(array), 2],
    ['gzip in two members', Buffer.concat([gzipSync(`${rowText()}\n`), gzipSync(rowText())]), 2],
    ['zstd', zstdCompressSync(array), 2],
    ['zstd in three frames', Buffer.concat([1, 2, 3].map(() => zstdCompressSync(`${rowText()}\n`))), 3],
    ['UTF-8 with a mark', `\ufeff${rowText()}`, 1],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${rowText()}\n${rowText()}`, 'utf16le'), 2],
    ['UTF-16 without a mark', Buffer.from(`${rowText()}\n${rowText()}`, 'utf16le'), 2],
    ['UTF-16 of the other order', Buffer.from(`\ufeff${rowText()}\n`, 'utf16le').swap16(), 1],
    ['UTF-16 of the other order without a mark', Buffer.from(`${rowText()}\n`, 'utf16le').swap16(), 1],
    ['CSV', `prompt,completion\n"${QUESTION}","${ANSWER}"\n`, 1],
  ];

  it.each(forms)('is told from its content: %s', async (_, content, count) => {
    const { rows, refused } = await readContent(content, {}, { name: 'wrong.parquet' });

    expect(refused).toEqual([]);
    expect(rows).toHaveLength(count);
    if (rows[0]?.messages[0]?.content !== '뭐?') expect(turnsIn(rows.slice(0, 1))).toEqual(TURNS);
  });

  it('is CP949 where Korean is not UTF-8', async () => {
    const { cp949 } = await import('./testing/cp949.ts');
    const { rows, refused } = await readContent(
      cp949('질문,답변\n"뷁이 무슨 뜻인가요?","뜻은 없고\n게임 이름입니다."\n'),
    );

    expect(refused).toEqual([]);
    expect(turnsIn(rows)).toEqual([['뷁이 무슨 뜻인가요?', '뜻은 없고\n게임 이름입니다.']]);
  });

  it('stays what the head says: a later fault is a refused row that says where', async () => {
    const bad = Buffer.concat([
      Buffer.from(`${rowText()}\n{"messages": "`),
      Buffer.from([0xc7, 0xd1]),
      Buffer.from(`"}\n${rowText()}\n`),
    ]);
    const { rows, refused } = await readContent(bad);

    expect(rows.map(({ at }) => at)).toEqual(['export.jsonl:1', 'export.jsonl:3']);
    expect(refused).toEqual([
      {
        at: 'export.jsonl:2',
        file: 'export.jsonl',
        line: 2,
        reason: 'is not UTF-8: byte 0xc7 at offset 14 of the row',
      },
    ]);
  });

  it('keeps characters whole that are split between pieces', async () => {
    const text = `${rowText({}, '가'.repeat(700_001), '나'.repeat(400_003))}\n`.repeat(3);
    for (const content of [
      text,
      gzipSync(text),
      Buffer.from(text, 'utf16le'),
      `[${text.trim().replaceAll('\n', ',')}]`,
    ]) {
      const { rows, refused } = await readContent(content);
      expect(refused).toEqual([]);
      expect(turnsIn(rows).every(([one, two]) => one === '가'.repeat(700_001) && two === '나'.repeat(400_003))).toBe(
        true,
      );
      expect(rows).toHaveLength(3);
    }
  });

  it('can be named by the recipe', async () => {
    const folder = await folderWith({ 'a.txt': '' });
    await writeFile(join(folder, 'a.txt'), '질문^답변\n뭐?^응\n');
    const { rows } = await readAll({ path: folder, delimiter: '^' });
    const latin = await readContent(Buffer.from(rowText({}, 'caf\u00e9?', 'na\u00efve'), 'latin1'), {
      encoding: 'windows-1252',
    });

    expect(turnsIn(rows)).toEqual([['뭐?', '응']]);
    expect(turnsIn(latin.rows)).toEqual([['café?', 'naïve']]);
  });
});
