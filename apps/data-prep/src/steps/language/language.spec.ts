import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Message, Row } from '../../rows/row.ts';
import { language, languageDefaults } from './index.ts';

const row = (...contents: string[]): Row => ({
  messages: contents.map((content, index): Message => ({ role: index % 2 === 0 ? 'user' : 'assistant', content })),
  source: 'test',
  at: 'test.jsonl:1',
});
const seen = (from: Row) => language.prepare(languageDefaults, '')(from).notes;

describe('the language step', () => {
  it('notes the language of every turn and of the row', () => {
    expect(seen(row('파드가 왜 죽나요?', '메모리가 부족해서입니다.'))).toEqual({
      language: 'ko',
      turns: ['ko', 'ko'],
      hangul: 1,
    });
    expect(seen(row('Why does the pod die?', 'It runs out of memory.'))).toMatchObject({ language: 'en', hangul: 0 });
    expect(seen(row('파드가 왜 죽나요?', 'It runs out of memory, so the kernel kills it.'))).toMatchObject({
      language: 'mixed',
      turns: ['ko', 'en'],
    });
    expect(seen(row('Warum stirbt der Pod?', 'Weil der Speicher nicht reicht.'))).toMatchObject({ language: 'other' });
  });

  it('does not ask code, digits or the system turn', () => {
    expect(seen(row('1부터 10까지 더하는 코드', '```py\nprint(sum(range(1, 11)))\n```'))).toMatchObject({
      language: 'ko',
      turns: ['ko', 'other'],
    });
    const asked = row('파드가 왜 죽나요?', '메모리가 부족해서입니다.');
    const system: Message = { role: 'system', content: 'You are a helpful assistant and you answer every question.' };
    expect(seen({ ...asked, messages: [system, ...asked.messages] })).toMatchObject({ language: 'ko' });
  });

  it('believes the source where no turn has a letter', () => {
    expect(seen({ ...row('1+1=?', '2'), language: 'ko' })).toMatchObject({ language: 'ko', turns: ['other', 'other'] });
    expect(seen(row('1+1=?', '2'))).toMatchObject({ language: 'other' });
  });

  it('drops what the recipe does not keep, and nothing where it names none', () => {
    const korean = language.prepare({ keep: ['ko', 'mixed'] }, '');
    expect(korean(row('안녕', '안녕하세요')).drop).toBeUndefined();
    expect(korean(row('Hello', 'Hello, how are you?'))).toMatchObject({ drop: 'language', notes: { language: 'en' } });
    expect(korean(row('안녕'.normalize('NFD'), '안녕하세요'.normalize('NFD'))).drop).toBeUndefined();
    expect(korean(row('\ud83d', '\ude00')).drop).toBe('language');
  });

  it('tells every sample row right', () => {
    for (const file of globSync(join(import.meta.dirname, '../../../../../data/samples/*/*.jsonl'))) {
      for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
        const sample = JSON.parse(line) as Row;
        expect({ at: sample.id, language: seen(sample)?.['language'] }).toEqual({
          at: sample.id,
          language: sample.language,
        });
      }
    }
  });
});
