import { cp949 } from '../testing/cp949.ts';
import { readContent, turnsIn } from '../testing/samples.ts';

const TEMPLATE = { user: '{title}의 "{heading}"을 설명해 주세요.', assistant: '{text}' };
const DOCUMENT =
  '# 나루 안내\r\n\n머리말입니다.\n\n## 설치 ##\n\n```sh\n# 이것은 제목이 아님\nnpm ci\n```\n\n## 빈 절\n\n## 사용\n켜면 됩니다.';

describe('a document', () => {
  it('becomes a row for each section, by the template', async () => {
    const { rows, refused } = await readContent(DOCUMENT, { template: TEMPLATE }, { name: '안내.md' });

    expect(refused).toEqual([]);
    expect(turnsIn(rows)).toEqual([
      ['나루 안내의 "나루 안내"을 설명해 주세요.', '머리말입니다.'],
      ['나루 안내의 "설치"을 설명해 주세요.', '```sh\n# 이것은 제목이 아님\nnpm ci\n```'],
      ['나루 안내의 "사용"을 설명해 주세요.', '켜면 됩니다.'],
    ]);
    expect(rows.map(({ at }) => at)).toEqual(['안내.md:3', '안내.md:7', '안내.md:15']);
  });

  it('is cut by length at paragraphs', async () => {
    const text = Array.from({ length: 10 }, (_, at) => `문단 ${at} ${'가'.repeat(90)}`).join('\n\n');
    const template = { user: '{file} 이어서', assistant: '{text}', cut: 'length', maxCharacters: 300 } as const;
    const { rows } = await readContent(cp949(text), { template }, { name: 'a.txt' });

    expect(rows.every(({ messages }) => messages[1]!.content.length <= 300)).toBe(true);
    expect(rows.map(({ messages }) => messages[1]!.content).join('\n\n')).toBe(text);
    expect(rows[0]?.messages[0]?.content).toBe('a 이어서');
  });

  it('is one row where it is to be taken whole', async () => {
    const { rows } = await readContent(DOCUMENT, { template: { ...TEMPLATE, cut: 'none' } }, { name: 'a.md' });

    expect(rows).toHaveLength(1);
    expect(rows[0]?.messages[1]?.content).toContain('## 사용\n켜면');
  });

  it('does not take what it says for a field, nor a template that names what there is not', async () => {
    const { rows } = await readContent('{text} {constructor} $& {title}', { template: TEMPLATE }, { name: 'a.txt' });
    expect(rows[0]?.messages[1]?.content).toBe('{text} {constructor} $& {title}');

    const wrong = readContent('x', { template: { user: '{author}?', assistant: '{text}' } });
    await expect(wrong).rejects.toMatchObject({ code: 'config.invalid' });
    const without = readContent('x', { template: { user: '{title}?', assistant: '네' } });
    await expect(without).rejects.toMatchObject({ code: 'config.invalid' });
  });
});
