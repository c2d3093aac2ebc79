import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkDatasetManifest, type FeedbackAnswer } from '@naru/contracts';

import type { Published } from '../../dataset/publish.ts';
import { filesOf, line, rowsOf, Workspace } from '../../testing/a-build.ts';
import { messageId, rated, writeExport, type Rated } from '../../testing/a-feedback-export.ts';

const recipe = (...feedback: readonly string[]): string => `
name: liked
sources:
${feedback.map((name, at) => `  - name: rated${at}\n    feedback: '${name}'\n`).join('')}
steps:
  - use: normalize
  - use: private-data
  - use: split
    validation: 0.3
    test: 0
`;

const other = (number: number, answer: string, rating: 'up' | 'down' | null) =>
  ({ messageId: messageId(number), answer, status: 'complete', rating }) as const;

interface Pair {
  readonly id: string;
  readonly prompt: readonly { readonly content: string }[];
  readonly chosen: readonly { readonly content: string }[];
  readonly rejected: readonly { readonly content: string }[];
}

function linesOf<T>({ path }: Published, name: string): T[] {
  if (!existsSync(join(path, name))) return [];
  const lines = readFileSync(join(path, name), 'utf8').split('\n').slice(0, -1);
  return lines.map((text) => JSON.parse(text) as T);
}

const pairsIn = (published: Published): Pair[] =>
  ['train', 'val'].flatMap((split) => linesOf<Pair>(published, `preferences/${split}.jsonl`));

/** `the chosen answer > the rejected one`, for each pair. */
const preferences = (published: Published): string[] =>
  pairsIn(published).map(({ chosen, rejected }) => `${chosen[0]?.content ?? ''} > ${rejected[0]?.content ?? ''}`);

const answersIn = (published: Published): string[] =>
  (['train', 'val'] as const)
    .filter((split) => existsSync(join(published.path, `${split}.jsonl`)))
    .flatMap((split) => rowsOf(published, split))
    .map(({ messages }) => (messages as { content: string }[]).at(-1)?.content ?? '');

describe('a dataset of feedback', () => {
  it('has a row of what was liked or corrected, and pairs of what was liked more and less', async () => {
    const workspace = new Workspace();
    writeExport(workspace, [
      rated(1, '나루가 뭐예요?', '배가 닿는 곳', { others: [other(2, '모름', 'down'), other(3, '나루터', null)] }),
      rated(2, '나루가 뭐예요?', '모름', { rating: 'down', others: [other(1, '배가 닿는 곳', 'up')] }),
      rated(4, '강은?', '틀린 답', { rating: 'down', correction: '맞는 답' }),
      rated(5, '산은?', '반쪽', { status: 'stopped' }),
    ]);

    const built = await workspace.build(recipe('latest'));

    expect(answersIn(built).sort()).toEqual(['맞는 답', '배가 닿는 곳']);
    expect(preferences(built).sort()).toEqual(['맞는 답 > 틀린 답', '배가 닿는 곳 > 모름']);
    expect(pairsIn(built)[0]?.prompt).toEqual([{ role: 'user', content: expect.any(String) as string }]);
    expect(checkDatasetManifest(built.manifest)).toMatchObject({ ok: true });
    expect(filesOf(built)['README.md']).toContain('holds 2 pairs');
    expect(built.manifest.sources[0]).toMatchObject({ rows: 2, refused: 0, feedback: { withdrawn: 0 } });
    for (const file of [...(built.manifest.preferences?.train ?? []), built.manifest.messages]) {
      const bytes = readFileSync(join(built.path, file?.path ?? ''));
      expect(file?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
    expect(filesOf(await workspace.build(recipe('latest')))['manifest.json']).toBe(filesOf(built)['manifest.json']);
  });

  it('is normalized and scrubbed, the text that was liked less too, with the same placeholders', async () => {
    const workspace = new Workspace();
    const question = 'anna@example.org는 누구예요?'.normalize('NFD');
    const correction = '안나(anna@example.org)입니다.';
    const answer = 'bob@example.org,\u200b anna@example.org 둘 다'.normalize('NFD');
    writeExport(workspace, [rated(1, question, answer, { rating: 'down', correction })]);

    const [pair] = pairsIn(await workspace.build(recipe('latest')));

    expect(pair).toMatchObject({
      prompt: [{ role: 'user', content: '[EMAIL_1]는 누구예요?' }],
      chosen: [{ role: 'assistant', content: '안나([EMAIL_1])입니다.' }],
      rejected: [{ role: 'assistant', content: '[EMAIL_2], [EMAIL_1] 둘 다' }],
    });
  });

  it('has no pair where both texts become one', async () => {
    const workspace = new Workspace();
    const over: Rated = { rating: 'down', correction: '가나다' };
    writeExport(workspace, [rated(1, '?', '가나다'.normalize('NFD'), over), rated(2, '?', '\u200b', over)]);

    const built = await workspace.build(recipe('latest'));

    expect([answersIn(built), preferences(built)]).toEqual([['가나다', '가나다'], []]);
    expect(built.manifest.preferences).toBeUndefined();
  });

  it('keeps what one person rated, and its pairs, on one side, over several exports', async () => {
    const workspace = new Workspace();
    const of = (person: string | null, from: number): FeedbackAnswer[] =>
      [0, 1].map((at) =>
        rated(from + at, `질문 ${from + at}`, '나쁜', { person, rating: 'down', correction: `답 ${from}` }),
      );
    const people = Array.from({ length: 12 }, (_, at) => `사람 ${at}`);
    const first = writeExport(
      workspace,
      people.flatMap((person, at) => of(person, at * 10)),
    );
    const second = writeExport(
      workspace,
      people.flatMap((person, at) => of(person, at * 10 + 2)),
      { minute: 1 },
    );

    const built = await workspace.build(recipe(first, second));

    const sideOf = new Map<number, Set<string>>();
    for (const { messageId: id, split } of linesOf<{ messageId: string; split: string }>(built, 'messages.jsonl')) {
      const person = Math.floor(Number(id.slice(-12)) / 10);
      sideOf.set(person, (sideOf.get(person) ?? new Set()).add(split));
    }
    expect([...sideOf.values()].map(({ size }) => size)).toEqual(people.map(() => 1));
    expect(built.manifest.splits.validation[0]?.rows).toBeGreaterThan(0);
    expect(built.manifest.preferences?.validation[0]?.rows).toBe(built.manifest.splits.validation[0]?.rows);
  });

  it('is found by the path of its folder, and gives nothing to who reads its file as any other', async () => {
    const workspace = new Workspace();
    const id = writeExport(workspace, [rated(1, '나루?', '나루터')], { folder: 'brought' });

    const built = await workspace.build(recipe(`brought/${id}`));
    const plain = await workspace.build(recipe('').replace("feedback: ''", `path: brought/${id}/feedback.jsonl`));

    expect(answersIn(built)).toEqual(['나루터']);
    expect(plain.manifest.sources[0]).toMatchObject({ rows: 0, refused: 1 });
  });

  it('splits by conversation where nobody signs in', async () => {
    const workspace = new Workspace();
    writeExport(
      workspace,
      Array.from({ length: 20 }, (_, at) => rated(at, `질문 ${at}`, `답 ${at}`, { person: null })),
    );

    const { manifest } = await workspace.build(recipe('latest'));

    expect(manifest.splits.validation[0]?.rows).toBe(6);
  });

  it('lists which rows and pairs came of which message', async () => {
    const workspace = new Workspace();
    writeExport(workspace, [
      rated(1, '가?', '나쁜', { rating: 'down', correction: '가' }),
      rated(2, '나?', '나', { others: [other(3, '다', 'down')] }),
    ]);
    workspace.write('rows.jsonl', line('누구?', '아무나'));

    const built = await workspace.build(`
name: both
sources:
  - { name: plain, path: rows.jsonl }
  - { name: rated, feedback: latest }
steps: []
`);

    expect(linesOf(built, 'messages.jsonl')).toEqual([
      { messageId: messageId(1), split: 'train', row: 2 },
      { messageId: messageId(1), split: 'train', pair: 1 },
      { messageId: messageId(2), split: 'train', row: 3 },
      { messageId: messageId(2), split: 'train', pair: 2 },
      { messageId: messageId(3), split: 'train', pair: 2 },
    ]);
    expect(rowsOf(built, 'train')[1]).toMatchObject({ id: messageId(1), source: 'rated' });
    expect(readFileSync(join(built.path, 'train.jsonl'), 'utf8')).not.toContain('나쁜');
  });
});

describe('what a person took back', () => {
  const lines = [
    rated(1, '남는 질문', '남는 답', { others: [other(2, '거둔 답', 'down')] }),
    rated(2, '남는 질문', '거둔 답', { rating: 'down' }),
    rated(3, '거둔 질문', '거둔 말'),
  ];

  it('is in no later dataset, though its recipe names the older export alone', async () => {
    const workspace = new Workspace();
    const older = writeExport(workspace, lines);
    const before = await workspace.build(recipe(older));
    writeExport(workspace, [rated(1, '남는 질문', '남는 답')], { withdrawn: [2, 3], minute: 1 });

    const said: string[] = [];
    const meter = { add: () => undefined, at: () => undefined, end: () => undefined };
    const progress = { say: (text: string) => void said.push(text), begin: () => meter };
    const after = await workspace.build(recipe(older), undefined, { progress });

    expect(said).toContain(`rated0: 2 answers of ${older} were taken back since, and are left out`);
    expect([answersIn(before), preferences(before)]).toEqual([['남는 답', '거둔 말'], ['남는 답 > 거둔 답']]);
    expect([answersIn(after), preferences(after)]).toEqual([['남는 답'], []]);
    expect(Object.values(filesOf(after)).join('')).not.toContain('거둔');
    expect(after.manifest.sources[0]?.feedback).toEqual({ id: older, withdrawn: 2, superseded: 0 });
  });

  it('changes nothing where the dataset had nothing of it', async () => {
    const workspace = new Workspace();
    const older = writeExport(workspace, lines);
    const before = await workspace.build(recipe(older));
    writeExport(workspace, [], { withdrawn: [9], minute: 1 });

    expect((await workspace.build(recipe(older))).id).toBe(before.id);
  });

  it('is there again once a later export holds it again', async () => {
    const workspace = new Workspace();
    writeExport(workspace, lines);
    writeExport(workspace, lines.slice(0, 1), { withdrawn: [2, 3], minute: 1 });
    const again = { ...rated(3, '거둔 질문', '거둔 말'), ratedAt: '2026-11-23T09:01:30.000Z' };
    writeExport(workspace, [again], { withdrawn: [1, 2], minute: 2 });

    expect(answersIn(await workspace.build(recipe('latest')))).toEqual(['거둔 말']);
  });

  it('stays out of an export that was made of a restored database', async () => {
    const workspace = new Workspace();
    writeExport(workspace, lines.slice(0, 1), { withdrawn: [2, 3], minute: 1 });
    writeExport(workspace, lines, { minute: 2 });

    const restored = await workspace.build(recipe('latest'));

    expect([answersIn(restored), preferences(restored)]).toEqual([['남는 답'], []]);
  });

  it('is taken as the latest export of a recipe has it', async () => {
    const workspace = new Workspace();
    const first = writeExport(workspace, [rated(1, '?', '처음'), rated(2, '?', '둘')]);
    const second = writeExport(workspace, [rated(1, '?', '처음', { rating: 'down', correction: '고침' })], {
      minute: 1,
    });

    const built = await workspace.build(recipe(first, second));

    expect(answersIn(built).sort()).toEqual(['고침', '둘']);
    expect(built.manifest.sources.map(({ rows, feedback }) => [rows, feedback?.superseded])).toEqual([
      [1, 1],
      [1, 0],
    ]);
  });

  it('may be all there was', async () => {
    const workspace = new Workspace();
    writeExport(workspace, lines);
    writeExport(workspace, [], { withdrawn: [1, 2, 3], minute: 1 });

    const { manifest } = await workspace.build(recipe('latest'));

    expect(manifest.splits).toEqual({ train: [], validation: [], test: [] });
  });
});

describe('an export that is not as it was made', () => {
  const refusal = async (workspace: Workspace, ...named: readonly string[]): Promise<unknown> =>
    workspace.build(recipe(...named)).catch((error: unknown) => error);

  it('is refused, with what to do', async () => {
    const workspace = new Workspace();
    expect(await refusal(workspace, 'latest')).toMatchObject({
      code: 'data.not-found',
      hint: expect.stringContaining('serve:export-feedback') as string,
    });
    const id = writeExport(workspace, [rated(1, '?', '!')]);
    const file = `data/feedback/${id}/feedback.jsonl`;
    const text = readFileSync(join(workspace.root, file), 'utf8');
    workspace.write(file, text.replace('!', '?'));
    expect(await refusal(workspace, id)).toMatchObject({ code: 'data.changed' });
    workspace.write(file, text);
    const manifest = `data/feedback/${id}/manifest.json`;
    const told = readFileSync(join(workspace.root, manifest), 'utf8');
    workspace.write(manifest, told.replace('"up": 1', '"up": 2'));
    expect(await refusal(workspace, id)).toMatchObject({ code: 'data.changed' });
    workspace.write(manifest, told.slice(0, 40));
    expect(await refusal(workspace, 'latest')).toMatchObject({ code: 'data.invalid' });
    expect(await refusal(workspace, `feedback@${'0'.repeat(32)}`)).toMatchObject({ code: 'data.invalid' });
  });

  it('has lines refused that are none, or cannot be learned from, and nothing of them is shown', async () => {
    const workspace = new Workspace();
    const hostile = '{"messageId":"x"}\n{"role":"system"}\u2028\\u0000';
    writeExport(workspace, [
      rated(1, hostile, '크게'.repeat(500_000)),
      rated(2, '?', '반쪽 \ud83d'),
      { ...rated(3, '비밀', '!'), rating: 5 } as unknown as FeedbackAnswer,
      rated(4, '?', '!', { others: [other(5, '반쪽 \ud83d', 'down')] }),
    ]);

    const built = await workspace.build(recipe('latest').replace('  - use: normalize\n', ''));

    expect(built.manifest.sources[0]).toMatchObject({ rows: 2, refused: 2 });
    expect(rowsOf(built, 'train')[0]?.['messages']).toMatchObject([{ content: hostile }, {}]);
    expect(preferences(built)).toEqual([]);
    expect(filesOf(built)['report.html']).toContain('is not as a feedback file has it');
    expect(filesOf(built)['report.html']).not.toContain('비밀');
  });
});
