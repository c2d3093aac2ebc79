import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FakeEngine } from '@naru/inference/testing';

import { answerAll, type AnswerAll, type Answered } from './answer-all.ts';

const PROMPTS = ['나루가 뭐예요?', 'What is a canary?', '배포는 누가 승인하나요?', 'Why roll back?'];
const silent = {
  say: () => undefined,
  begin: () => ({ add: () => undefined, at: () => undefined, end: () => undefined }),
};

describe('answers', () => {
  let engine: FakeEngine;
  let logPath: string;
  beforeEach(async () => {
    engine = await FakeEngine.start({ kind: 'llamacpp', tokens: ['나루', '터'], adapters: ['ferry@12345678'] });
    logPath = join(mkdtempSync(join(tmpdir(), '답 ')), 'key', 'answers.jsonl');
  });
  afterEach(() => engine.close());

  const ask = (prompts = PROMPTS, over: Partial<AnswerAll> = {}): Promise<Answered> =>
    answerAll(prompts, {
      ...{ client: engine.client(), adapter: null, name: 'base', logPath, slots: 2, progress: silent },
      ...{ sampling: { temperature: 0, seed: 7, maxNewTokens: 64 }, signal: new AbortController().signal, ...over },
    });

  it('are asked for greedily, and kept: nothing is asked twice', async () => {
    const first = await ask();
    const again = await ask();

    expect(first.fresh).toEqual({ answers: 4, tokens: 8 });
    expect(again.fresh.answers).toBe(0);
    expect(again.of('나루가 뭐예요?')).toMatchObject({ text: '나루터', finishReason: 'stop', tokens: 2 });
    expect(engine.completions).toHaveLength(4);
    expect(engine.completions[0]?.body).toMatchObject({ temperature: 0, seed: 7, max_tokens: 64 });
  });

  it('that a kill cut in half are asked for again, and the whole ones are not', async () => {
    await ask(PROMPTS.slice(0, 2));
    const whole = readFileSync(logPath, 'utf8');
    appendFileSync(logPath, '{"prompt":"나루');

    const { fresh } = await ask();

    expect(fresh.answers).toBe(2);
    expect(readFileSync(logPath, 'utf8').startsWith(whole)).toBe(true);
    expect((await ask()).fresh.answers).toBe(0);
  });

  it('that the engine refuses end the evaluation with the prompt, and what was answered is kept', async () => {
    await ask(PROMPTS.slice(0, 1));
    engine.misbehave({ kind: 'answer', status: 400, message: 'no such field' }, { times: 1 });

    await expect(ask(PROMPTS.slice(0, 2), { slots: 1 })).rejects.toThrow(/^"What is a canary\?" was not answered: /);
    expect((await ask(PROMPTS.slice(0, 2))).fresh.answers).toBe(1);
  });
});
