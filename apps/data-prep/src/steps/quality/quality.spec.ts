import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Row } from '../../rows/row.ts';
import { quality, qualityDefaults, REASONS } from './index.ts';
import { BAD_ROWS } from './testing/bad-rows.ts';
import { GOOD_ROWS } from './testing/good-rows.ts';
import { rowOf } from './testing/rows.ts';

const decide = quality.prepare(qualityDefaults, '');
const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 25)} … ${text.slice(-30)}` : text);

describe('the quality step', () => {
  it('keeps every sample row, whole', () => {
    const lost: unknown[] = [];
    let rows = 0;
    for (const file of globSync(join(import.meta.dirname, '../../../../../data/samples/*/*.jsonl'))) {
      for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
        const row = JSON.parse(line) as Row;
        const { drop, notes } = decide(row);
        rows++;
        if (drop !== undefined || notes?.['score'] !== 1) lost.push({ id: row.id, drop, notes });
      }
    }
    expect(rows).toBeGreaterThan(400);
    expect(lost).toEqual([]);
  });

  it.each(['ko', 'en'])(
    'drops four in five of the sample answers that are cut between 60 and 95 %%: %s',
    (language) => {
      let state = 3;
      const random = (): number => ((state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 8) / 2 ** 24;
      let rows = 0;
      let dropped = 0;
      for (const file of globSync(join(import.meta.dirname, '../../../../../data/samples/*/*.jsonl')).sort()) {
        for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
          const row = JSON.parse(line) as Row;
          const answer = row.messages.at(-1)!.content;
          const cut = answer.slice(0, Math.floor(answer.length * (0.6 + 0.35 * random()))).trimEnd();
          // What ends with a sentence, or with what may be one, is whole as far as anyone can see.
          if (row.language !== language || /[.!?`]$/.test(cut)) continue;
          rows++;
          if (decide({ ...row, messages: [...row.messages.slice(0, -1), { role: 'assistant', content: cut }] }).drop)
            dropped++;
        }
      }
      expect(rows).toBeGreaterThan(150);
      expect(dropped / rows).toBeGreaterThan(0.8);
    },
  );

  it.each(BAD_ROWS.map(([reason, question, answer]) => [reason, short(answer), question, answer] as const))(
    'drops for %s: %s',
    (reason, _, question, answer) => {
      const { drop, notes } = decide(rowOf(question, answer));
      expect({ drop, notes }).toEqual({ drop: reason, notes });
    },
  );

  it.each(GOOD_ROWS.map(([question, answer]) => [short(question), short(answer), question, answer] as const))(
    'keeps: %s → %s',
    (_q, _a, question, answer) => {
      const { drop, notes } = decide(rowOf(question, answer));
      expect({ drop, notes }).toEqual({ notes });
    },
  );

  it('has bad rows enough for every reason, Korean and English', () => {
    expect(BAD_ROWS.length).toBeGreaterThanOrEqual(60);
    for (const reason of REASONS) {
      const answers = BAD_ROWS.filter(([of]) => of === reason);
      expect({ reason, some: answers.length > 0 }).toEqual({ reason, some: true });
    }
  });

  it('judges NFD as it judges NFC', () => {
    for (const [, question, answer] of BAD_ROWS.filter(([reason]) => reason === 'repeated-text' || reason === 'echo')) {
      expect(decide(rowOf(question.normalize('NFD'), answer.normalize('NFD'))).drop).toBeDefined();
    }
  });

  it('names every reason with its turn and what it took, and scores the row by its worst turn', () => {
    const row = rowOf('파드가 뭔가요?', '컨테이너를 담는 단위입니다.', '자세히 설명해 주세요.', '네');
    expect(decide(row)).toEqual({
      drop: 'too-short',
      notes: { score: 0.4, turns: [1, 1, 1, 0.4], reasons: [{ turn: 3, reason: 'too-short', took: 0.6 }] },
    });
    expect(decide(rowOf('파드가 뭔가요?', '컨테이너를 담는 단위입니다.'))).toEqual({ notes: { score: 1 } });
  });

  it('takes a little for a fault that is no cause to drop', () => {
    const polite = 'Raise the memory limit, then restart the pod. I hope this helps! Feel free to ask more.';
    expect(decide(rowOf('How do I fix it?', polite))).toEqual({
      notes: { score: 0.82, turns: [1, 0.82], reasons: [{ turn: 1, reason: 'boilerplate', took: 0.18 }] },
    });
  });

  it('answers to the language that the system turn asks for', () => {
    const row = rowOf('파드가 뭔가요?', 'A pod is the smallest unit that Kubernetes schedules.');
    const asked: Row = {
      ...row,
      messages: [{ role: 'system', content: 'Always answer in English.' }, ...row.messages],
    };
    expect(decide(row).drop).toBe('wrong-language');
    expect(decide(asked).drop).toBeUndefined();
  });

  it('drops by the threshold, and leaves out a reason whose weight is 0', () => {
    const row = rowOf('What is a canary release?', 'TODO');
    expect(quality.prepare({ ...qualityDefaults, threshold: 0 }, '')(row).drop).toBeUndefined();
    const weights = { ...qualityDefaults.weights, placeholder: 0 };
    expect(quality.prepare({ ...qualityDefaults, weights }, '')(row)).toEqual({ notes: { score: 1 } });
  });

  it('decides the same whatever was judged before', () => {
    const rows = BAD_ROWS.map(([, question, answer]) => rowOf(question, answer));
    const first = rows.map((row) => decide(row));
    const back = [...rows].reverse().map((row) => decide(row));
    expect(back.reverse()).toEqual(first);
  });

  it('lives through broken surrogates, empty turns and long runs', () => {
    for (const text of [
      '\ud83d',
      '',
      ' ',
      '`',
      '```',
      '\ufffd'.repeat(50),
      '('.repeat(100_000),
      ' '.repeat(100_000),
      '가'.repeat(100_000),
      `${'*'.repeat(100_000)}a`,
      `${'죄송 '.repeat(50_000)}a`,
      `${'i can '.repeat(50_000)}a`,
    ]) {
      expect(typeof decide(rowOf(text, text)).notes?.['score']).toBe('number');
    }
  });
});
