import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { checkEvaluatedItem, type EvaluatedItem } from '@naru/contracts';
import { MessageRow, type Database } from '@naru/db';
import { FakeEngine } from '@naru/inference/testing';

import { newDatabase } from '../testing/databases.ts';
import { RatedAnswers } from '../testing/rated-answers.ts';
import { replay, type ReplayOptions } from './replay.ts';

let database: Database;
let engine: FakeEngine;
let options: ReplayOptions;
beforeEach(async () => {
  database = await newDatabase();
  engine = await FakeEngine.start({ kind: 'vllm', tokens: ['맞는', ' 답'], adapters: ['new@12121212'] });
  const folder = mkdtempSync(join(tmpdir(), 'replay '));
  const model = { name: 'new@12121212', adapter: 'new@12121212', sha256: '12'.repeat(32) };
  const forgotten = join(folder, 'forgotten.jsonl');
  options = { folder, forgotten, model, client: engine.client(), conversations: [], say: () => undefined };
});
afterEach(async () => {
  await options.client.close();
  await engine.close();
  await database.close();
});

const linesOf = (path: string): EvaluatedItem[] =>
  readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as EvaluatedItem);

describe('a replay', () => {
  it('asks again what people asked who agreed, and lays the answer beside theirs and the correction', async () => {
    const people = new RatedAnswers(database);
    const anna = await people.person();
    const corrected = await people.exchange(anna, ['강은?', '틀린 말'], { rating: 'down', correction: '맞는 답' });
    const liked = await people.exchange(anna, ['산은?', '높다'], { rating: 'up' });
    await people.exchange(anna, ['비밀?', '안 됨'], { rating: 'up', consent: false });

    const { path, answers } = await replay(database, options);
    const lines = linesOf(path);

    expect(answers).toBe(2);
    expect(lines.map(({ id }) => id).sort()).toEqual([corrected, liked].sort());
    expect(lines.map((line) => checkEvaluatedItem(line).ok)).toEqual([true, true]);
    expect(lines.find(({ id }) => id === corrected)).toMatchObject({
      ...{ prompt: '강은?', references: ['맞는 답'], language: 'ko' },
      candidate: { answer: '맞는 답', finishReason: 'stop' },
      baseline: { answer: '틀린 말' },
    });
    const [ours, theirs] = lines.find(({ id }) => id === corrected)?.scores['chrf'] ?? [];
    expect(ours).toBeGreaterThan(theirs ?? Infinity);
    expect(engine.completions.map(({ body }) => [body['model'], body['temperature']])).toEqual([
      ['new@12121212', 0],
      ['new@12121212', 0],
    ]);
  });

  it('asks again all of the conversations that are named, whoever rated what; of none that is not there', async () => {
    const people = new RatedAnswers(database);
    const anna = await people.person();
    const other = await people.exchange(anna, ['강은?', '넓다'], { rating: 'up' });
    const unrated = await people.exchange(anna, ['비밀?', '안 됨'], { rating: null, consent: false });
    const { conversationId } = await database.read.findOneByOrFail(MessageRow, { id: unrated });

    const { path, answers, corrected } = await replay(database, { ...options, conversations: [conversationId] });

    expect([answers, corrected]).toEqual([1, { nearer: 0, farther: 0 }]);
    expect(linesOf(path)).toMatchObject([{ id: unrated, prompt: '비밀?', baseline: { answer: '안 됨' } }]);
    expect(other).not.toBe(unrated);
    await expect(replay(database, { ...options, conversations: ['nowhere'] })).rejects.toThrow(
      'no conversation nowhere',
    );
  });

  it('goes on where it was cut off, amid a line too', async () => {
    const people = new RatedAnswers(database);
    const anna = await people.person();
    for (const question of ['하나?', '둘?', '셋?']) await people.exchange(anna, [question, '음'], { rating: 'up' });
    const leaving = new AbortController();
    let asked = 0;
    const signal = leaving.signal;
    const counting = { ...options.client, stream: options.client.stream.bind(options.client) };
    counting.stream = (...all) => {
      asked += 1;
      if (asked === 2) leaving.abort();
      return options.client.stream(...all);
    };

    await expect(replay(database, { ...options, client: counting, signal })).rejects.toThrow();
    const again = await replay(database, options);
    appendFileSync(again.path, '{"id":"half');
    const third = await replay(database, options);

    expect(again).toMatchObject({ answers: 3, known: 1 });
    expect(third).toMatchObject({ answers: 3, known: 3, path: again.path });
    expect(linesOf(third.path)).toHaveLength(3);
  });
});
