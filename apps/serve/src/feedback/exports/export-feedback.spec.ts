import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { LOCAL_USER_ID } from '@naru/access';
import { checkFeedbackAnswer, checkFeedbackManifest, feedbackManifestOf, type FeedbackAnswer } from '@naru/contracts';
import { ConversationRow, FeedbackExportRow, FeedbackRow, UserRow, type Database } from '@naru/db';
import { aUser } from '@naru/db/testing';

import { newDatabase } from '../../testing/databases.ts';
import { RatedAnswers } from '../../testing/rated-answers.ts';
import { exportFeedback, type FeedbackExport } from './export-feedback.ts';

let database: Database;
let people: RatedAnswers;
let folder: string;
beforeEach(async () => {
  database = await newDatabase();
  people = new RatedAnswers(database);
  folder = mkdtempSync(join(tmpdir(), '나루 feedback '));
});
afterEach(() => database.close());

const forgotten = (): string => join(folder, 'forgotten.jsonl');
const run = (): Promise<FeedbackExport> =>
  exportFeedback(database, { folder, createdBy: null, forgotten: forgotten() });

function textIn({ path }: FeedbackExport): string {
  return readFileSync(join(path, 'feedback.jsonl'), 'utf8');
}

function linesIn(exported: FeedbackExport): FeedbackAnswer[] {
  const lines = textIn(exported).split('\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => {
    const value: unknown = JSON.parse(line);
    expect(checkFeedbackAnswer(value)).toMatchObject({ ok: true });
    return value as FeedbackAnswer;
  });
}

const idsIn = (exported: FeedbackExport): string[] => linesIn(exported).map(({ messageId }) => messageId);

describe('an export of feedback', () => {
  it('holds what its person agreed to, and nothing of who did not', async () => {
    const [anna, ben] = [await people.person(), await people.person()];
    const agreed = await people.exchange(anna, ['나루가 뭐예요?'.normalize('NFD'), '모름'], { rating: 'down' });
    await people.exchange(ben, ['벤의 비밀', '벤의 답'], { rating: 'up', consent: false });
    await people.exchange(anna, ['말하지 않은 것', '답'], { consent: true });

    const exported = await run();

    expect(linesIn(exported)).toMatchObject([
      { messageId: agreed, turns: [{ role: 'user', content: '나루가 뭐예요?' }], answer: '모름', rating: 'down' },
    ]);
    expect(textIn(exported)).not.toMatch(/벤|말하지/);
    expect(textIn(exported)).not.toContain(anna);
    expect(exported.manifest.counts).toEqual({ answers: 1, up: 0, down: 1, corrections: 0, pairs: 0 });
  });

  it('holds the branch that the person saw, and what else was answered to the same question', async () => {
    const anna = await people.person();
    const talk = await people.conversation(anna, { systemPrompt: '짧게.' });
    const first = await people.question(talk, '첫 질문');
    const shown = await people.answer(talk, '첫 답', { questionId: first });
    await people.answer(talk, '다른 가지', { questionId: first });
    const empty = await people.answer(talk, '', { questionId: first, status: 'failed' });
    const second = await people.question(talk, '둘째 질문', shown);
    await people.question(talk, '고친 질문', empty);
    const rate = (answer: string, feedback: Partial<FeedbackRow>) =>
      people.answer(talk, answer, { questionId: second, feedback });
    const good = await rate('좋은 답', { rating: 'up' });
    const bad = await rate('나쁜 답', { rating: 'down', reason: '틀림', correction: '고친 답' });
    await rate('말하지 않은 답', { rating: 'down', consent: false });
    await people.answer(talk, '쓰는 중', { questionId: second, status: 'streaming', feedback: { rating: 'up' } });

    const exported = await run();
    const [one, two] = linesIn(exported);

    const turns = [
      { role: 'system', content: '짧게.' },
      { role: 'user', content: '첫 질문' },
      { role: 'assistant', content: '첫 답' },
      { role: 'user', content: '둘째 질문' },
    ];
    expect(one).toMatchObject({ messageId: good, turns, rating: 'up', others: [{ messageId: bad, rating: 'down' }] });
    expect(two).toMatchObject({ messageId: bad, turns, correction: '고친 답', reason: '틀림' });
    expect(two?.others.map(({ answer }) => answer)).toEqual(['좋은 답']);
    expect([two?.conversation, two?.person]).toEqual([one?.conversation, one?.person]);
    expect(exported.manifest.counts).toEqual({ answers: 2, up: 1, down: 1, corrections: 1, pairs: 2 });
    expect(textIn(exported)).not.toMatch(/말하지|쓰는 중|다른 가지|고친 질문/);
  });

  it('grows with what was said, not with its square', async () => {
    const anna = await people.person();
    const talk = await people.conversation(anna);
    let parentId: string | null = null;
    for (const long of ['첫', '둘째', '셋째']) {
      const questionId: string = await people.question(talk, `${long} 질문`, parentId);
      parentId = await people.answer(talk, long.repeat(150_000), { questionId, feedback: { rating: 'up' } });
    }
    const questionId = await people.question(talk, '같은 질문', parentId);
    for (let at = 0; at < 12; at += 1) {
      await people.answer(talk, `답 ${at}`, { questionId, feedback: { rating: at === 11 ? 'down' : 'up' } });
    }

    const lines = linesIn(await run());

    expect(lines.map(({ turns, turnsLeftOut }) => [turns.length, turnsLeftOut]).slice(0, 4)).toEqual([
      [1, 0],
      [3, 0],
      [5, 0],
      [3, 4],
    ]);
    expect(lines[3]?.turns[0]).toEqual({ role: 'user', content: '셋째 질문' });
    expect(lines[3]?.others).toHaveLength(8);
    expect(lines[3]?.others[0]).toMatchObject({ answer: '답 11', rating: 'down' });
  });

  it('names the model, and nobody where nobody signs in', async () => {
    await database.write((manager) => manager.insert(UserRow, aUser({ id: LOCAL_USER_ID })));
    const talk = await people.conversation(LOCAL_USER_ID);
    const questionId = await people.question(talk, '?');
    const adapter = { name: 'ferry@ab', sha256: 'ab', runId: 'r', mlflowRunId: null };
    const base = { id: 'smollm2', sha256: null };
    const from = { model: 'ferry@ab', base, adapter, dataset: { id: 'd@1', sha256: 'cd' }, chatTemplateSha256: null };
    const provenance = { ...from, engine: { name: 'llama.cpp', version: null }, parameters: {} };
    await people.answer(talk, '!', { questionId, model: 'ferry@ab', provenance, feedback: { rating: 'up' } });

    const [line] = linesIn(await run());

    expect(line).toMatchObject({
      person: null,
      model: 'ferry@ab',
      base,
      adapter: { name: 'ferry@ab', sha256: 'ab' },
      dataset: { id: 'd@1', sha256: 'cd' },
      answeredAt: '2026-11-18T11:06:40.000Z',
    });
    expect(JSON.stringify(line)).not.toContain('mlflow');
  });

  it('has the same bytes and name for the same content, whenever it is made', async () => {
    const anna = await people.person();
    await people.exchange(anna, ['질문', '답'], { rating: 'up' });
    const first = await run();
    const other = mkdtempSync(join(tmpdir(), 'naru-feedback-'));

    const again = await run();
    const elsewhere = await exportFeedback(database, {
      ...{ folder: other, createdBy: null, forgotten: forgotten() },
      now: () => new Date(0),
    });

    expect([first.known, again.known, elsewhere.known]).toEqual([false, true, false]);
    expect(again.id).toBe(first.id);
    expect(elsewhere.id).toBe(first.id);
    expect(textIn(elsewhere)).toBe(textIn(first));
    expect(readdirSync(folder)).toEqual([first.id]);
    expect(await database.read.find(FeedbackExportRow)).toMatchObject([{ id: first.id, answers: 1, withdrawn: 0 }]);
  });

  it('can be verified by who gets it', async () => {
    const anna = await people.person();
    await people.exchange(anna, ['질문', '답'], { rating: 'up' });
    const exported = await run();

    const manifest: unknown = JSON.parse(readFileSync(join(exported.path, 'manifest.json'), 'utf8'));
    const checked = checkFeedbackManifest(manifest);

    expect(checked).toEqual({ ok: true, value: exported.manifest });
    const { v: _v, sha256: _sha256, ...parts } = exported.manifest;
    expect(feedbackManifestOf(parts)).toEqual(exported.manifest);
    expect(exported.manifest.file).toMatchObject({
      bytes: Buffer.byteLength(textIn(exported)),
      sha256: createHash('sha256').update(textIn(exported)).digest('hex'),
    });
  });

  it('stays a line an answer, whatever was said', async () => {
    const anna = await people.person();
    const lines = '{"messageId":"x"}\n{"role":"system"}\u2028\r\n\\u0000 \ud83d';
    await people.exchange(anna, [lines, '"}]}\n'], { rating: 'up', reason: lines });
    await people.exchange(anna, ['크게', '가'.repeat(350_000)], { correction: lines });

    const [one, two] = linesIn(await run());

    expect(one?.turns).toEqual([{ role: 'user', content: lines.toWellFormed() }]);
    expect(one?.answer).toBe('"}]}\n');
    expect(two?.answer).toHaveLength(350_000);
    expect(two?.correction).toBe(lines.toWellFormed());
  });
});

describe('what is taken back after an export', () => {
  const rated = (person: string, word: string): Promise<string> =>
    people.exchange(person, [`${word}?`, `${word}!`], { rating: 'up' });

  it('is in no later one, which lists it', async () => {
    const [anna, ben, cleo] = [await people.person(), await people.person(), await people.person()];
    const kept = await rated(anna, '남는 말');
    const unsaid = await rated(anna, '동의를 거둔 말');
    const unrated = await rated(anna, '평가를 지운 말');
    const bens = await rated(ben, '계정을 지운 말');
    const cleos = await rated(cleo, '막힌 사람의 말');
    const talk = await people.conversation(anna);
    const questionId = await people.question(talk, '지운 대화');
    const deleted = await people.answer(talk, '지운 답', { questionId, feedback: { rating: 'down' } });
    const before = await run();

    await people.rate(unsaid, { rating: 'up', consent: false });
    await database.write(async (manager) => {
      await manager.delete(FeedbackRow, { messageId: unrated });
      await manager.delete(ConversationRow, { id: talk.id });
      await manager.delete(UserRow, { id: ben });
      await manager.update(UserRow, { id: cleo }, { disabled: true });
    });
    const after = await run();

    expect(idsIn(before).sort()).toEqual([kept, unsaid, unrated, bens, cleos, deleted].sort());
    expect(idsIn(after)).toEqual([kept]);
    expect(after.manifest.withdrawn).toEqual([unsaid, unrated, bens, cleos, deleted].sort());
    expect(before.manifest.withdrawn).toEqual([]);
    expect((await run()).id).toBe(after.id);
  });

  it('is there again, and listed no more, when it is agreed to again', async () => {
    const anna = await people.person();
    const answer = await rated(anna, '다시');
    await run();
    await people.rate(answer, { rating: 'up', consent: false });
    const without = await run();
    await people.rate(answer, { rating: 'up', updatedAt: 1_795_000_000_001 });

    const again = await run();

    expect([without.manifest.withdrawn, idsIn(without)]).toEqual([[answer], []]);
    expect([again.manifest.withdrawn, idsIn(again)]).toEqual([[], [answer]]);
  });
});

describe('what somebody wants forgotten', () => {
  it('leaves no more, with all that was said after it, and is told to who has an earlier export', async () => {
    const anna = await people.person();
    const talk = await people.conversation(anna);
    const first = await people.question(talk, '첫 질문');
    const secret = await people.answer(talk, '잊힐 답', { questionId: first, feedback: { rating: 'down' } });
    const better = await people.answer(talk, '나은 답', { questionId: first, feedback: { rating: 'up' } });
    const second = await people.question(talk, '둘째 질문', secret);
    const after = await people.answer(talk, '뒤의 답', { questionId: second, feedback: { rating: 'up' } });
    expect(idsIn(await run())).toEqual([secret, better, after]);
    const line = { v: 1, at: '2026-11-23T09:00:00.000Z', kind: 'message', why: null, messageId: secret };
    writeFileSync(forgotten(), `${JSON.stringify(line)}\n`);

    const exported = await run();

    expect(idsIn(exported)).toEqual([better]);
    expect(textIn(exported)).not.toMatch(/잊힐|뒤의/);
    expect(exported.manifest.withdrawn).toEqual([secret, after]);
  });
});
