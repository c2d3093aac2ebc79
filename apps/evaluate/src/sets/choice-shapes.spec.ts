import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ChoiceItem } from '@naru/contracts';

import { readSet } from './read-set.ts';

const folder = mkdtempSync(join(tmpdir(), '객관식 '));

function read(name: string, rows: readonly object[]): ReturnType<typeof readSet> {
  const path = join(folder, name);
  const text = name.endsWith('.json') ? JSON.stringify(rows) : rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  writeFileSync(path, text);
  return readSet(path, undefined);
}

describe('a published multiple-choice set', () => {
  it.each([
    [
      'KMMLU',
      { question: '서울은 어디인가?', A: '수도', B: '섬', C: '산', D: '강', answer: 1 },
      '서울은 어디인가?',
      '수도',
    ],
    [
      'KoBEST COPA',
      {
        premise: '비가 왔다.',
        question: '결과',
        alternative_1: '땅이 말랐다.',
        alternative_2: '땅이 젖었다.',
        label: 1,
      },
      '비가 왔다. 그래서',
      '땅이 젖었다.',
    ],
    [
      'KoBEST HellaSwag',
      {
        context: '문을 연다.',
        ending_1: '난다.',
        ending_2: '들어간다.',
        ending_3: '잔다.',
        ending_4: '판다.',
        label: 1,
      },
      '문장: 문을 연다.',
      '들어간다.',
    ],
    [
      'KoBEST BoolQ',
      { paragraph: '물은 액체다.', question: '물은 고체인가?', label: 0 },
      '물은 액체다.\n질문: 물은 고체인가?',
      '아니오',
    ],
    ['KoBEST SentiNeg', { sentence: '아주 좋아요', label: 1 }, '문장: 아주 좋아요\n긍정인가요, 부정인가요?', '긍정'],
    ['MMLU', { question: 'Which port is HTTPS?', choices: ['22', '443'], answer: 1 }, 'Which port is HTTPS?', '443'],
    [
      'letters',
      { question: 'Which port is HTTPS?', options: ['22', '443'], answer: 'B' },
      'Which port is HTTPS?',
      '443',
    ],
  ])('of the shape of %s is read', (_, row, prompt, right) => {
    const [item] = read('set.jsonl', [row]).items as ChoiceItem[];

    expect([item?.prompt, item?.options[item.answer]]).toEqual([prompt, right]);
  });

  it('is one array too; rows whose options are the same are left out and counted, wrong ones refused', () => {
    const row = { question: '물은?', A: '액체', B: '고체', C: '기체', D: '금속', answer: 1 };
    const { items, leftOut, language } = read('kmmlu.json', [row, { ...row, D: '액체' }]);

    expect([items.length, leftOut, language]).toEqual([1, 1, 'ko']);
    expect(() => read('wrong.json', [{ ...row, answer: 9 }])).toThrow('wrong.json:1: answer is no place of an option');
  });
});
