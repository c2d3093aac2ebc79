import { parquetFile, type ParquetFile } from '../testing/parquet-files.ts';
import { readContent, turnsIn } from '../testing/samples.ts';

const PAIR = ['쿠버네티스란?', '컨테이너를 맡아 돌리는 체계입니다.'];

describe('a Parquet file', () => {
  it('gives lists of structs as turns, row group by row group, and tells rows by their number', async () => {
    const { rows, refused } = await readContent(parquetFile('nested'), {}, { name: 'a.json' });

    expect(turnsIn(rows)).toEqual([PAIR, ['What is MLOps?', 'Running models as a service.']]);
    expect(rows.map(({ id, at }) => [id, at])).toEqual([
      ['1', 'a.json:1'],
      ['2', 'a.json:2'],
    ]);
    expect(refused).toEqual([expect.objectContaining({ line: 3, field: 'messages[0]' })]);
  });

  it.each<ParquetFile>(['flat-none', 'flat-zstd', 'flat-gzip', 'flat-brotli', 'flat-lz4'])(
    'is unpacked whatever packed it: %s',
    async (name) => {
      const { rows, refused } = await readContent(parquetFile(name));

      expect(turnsIn(rows)).toEqual([PAIR]);
      expect(refused).toEqual([
        expect.objectContaining({ line: 2, field: 'messages[0].content', reason: 'is null, not text' }),
      ]);
    },
  );

  it.each<[ParquetFile, string[]]>([
    ['lists', PAIR],
    ['json-cell', ['q', 'a']],
    ['log', PAIR],
  ])('may hold its turns in other ways: %s', async (name, turns) => {
    const { rows } = await readContent(parquetFile(name));

    expect(turnsIn(rows)).toEqual([turns]);
  });

  it('may have its columns named by the recipe', async () => {
    const { rows } = await readContent(parquetFile('flat-zstd'), {
      columns: { user: 'answer', assistant: 'question' },
    });

    expect(turnsIn(rows)).toEqual([PAIR.toReversed()]);
  });
});
