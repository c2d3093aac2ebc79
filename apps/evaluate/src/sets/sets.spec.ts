import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { workspaceRoot } from '@naru/config';
import type { TrainJob } from '@naru/contracts';

import { checkContamination } from '../contamination/check-contamination.ts';
import { heldOutRows } from './held-out.ts';
import { readSets } from './read-sets.ts';

const root = workspaceRoot();
const read = (wanted: readonly string[] | undefined, limit?: number) => readSets({ root, cwd: root, wanted, limit });

describe('evaluation sets', () => {
  it('are those of data/evaluation, whole or the first items of each', () => {
    const all = read(undefined);
    const few = read(undefined, 2);

    expect(all.reduce((sum, { items }) => sum + items.length, 0)).toBeGreaterThanOrEqual(200);
    expect(few.map(({ name, items }) => [name, items.length])).toEqual(all.map(({ name }) => [name, 2]));
    expect(few[0]?.sha256).not.toBe(all[0]?.sha256);
  });

  it('are named by name, by the beginning of it, or by file', () => {
    expect(read(['questions', 'register.ko']).map(({ name, language }) => [name, language])).toEqual([
      ['questions.en', 'en'],
      ['questions.ko', 'ko'],
      ['register.ko', 'ko'],
    ]);
    expect(() => read(['question'])).toThrow('Did you mean questions?');
  });

  it('of somebody else are refused with file and line of what is wrong', () => {
    const path = join(mkdtempSync(join(tmpdir(), '평가 ')), 'mine.jsonl');
    const item = { id: 'a', kind: 'choice', language: 'ko', topic: 't', prompt: '둘 중에?', options: ['가', '나'] };
    writeFileSync(path, `${JSON.stringify({ ...item, answer: 1 })}\n${JSON.stringify({ ...item, answer: 'B' })}\n`);

    expect(() => read([path])).toThrow(`${path}:2: answer must be integer`);
  });
});

const row = (question: string, answer: string): string =>
  `${JSON.stringify({
    messages: [
      { role: 'user', content: question },
      { role: 'assistant', content: answer },
    ],
  })}\n`;

const LONG = '되돌릴 때는 먼저 트래픽을 옛 버전으로 옮기고 그다음에 새 버전을 내린 뒤 지표를 삼십 분 동안 봅니다.';

function run(train: string, files: { readonly test?: string; readonly validation?: string; readonly own?: string }) {
  const folder = mkdtempSync(join(tmpdir(), '자료 '));
  const put = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const sha256 = 'ab'.repeat(32);
  const file = (name: string, text: string) => ({ path: put(name, text), sha256, bytes: text.length });
  if (files.test !== undefined) {
    const [trainFile, test] = [train, files.test].map((text) => ({ rows: 1, bytes: text.length, sha256 }));
    const splits = { train: [{ path: 'train.jsonl', ...trainFile }], validation: [] };
    put('test.jsonl', files.test);
    const manifest = { v: 1, name: 'mine', sha256, description: '', licence: null, sources: [], steps: [] };
    put(
      'manifest.json',
      JSON.stringify({ ...manifest, splits: { ...splits, test: [{ path: 'test.jsonl', ...test }] } }),
    );
  }
  mkdirSync(join(folder, 'run'));
  if (files.own !== undefined) put('run/held-out.jsonl', files.own);
  const validation = files.validation === undefined ? [] : [file('val.jsonl', files.validation)];
  const job = { data: { id: 'mine@1', sha256, train: [file('train.jsonl', train)], validation } };
  return { job: job as unknown as TrainJob, runDir: join(folder, 'run') };
}

describe('held-out rows', () => {
  const [train, test, validation, own] = ['학습', '시험', '검증', '남긴 것'].map((text) =>
    row(`${text}?`, `${text}입니다.`),
  );

  it.each([
    ['the test split', { test, validation, own }, '시험?', false],
    ['the validation rows', { validation, own }, '검증?', true],
    ['what the run held out itself', { own }, '남긴 것?', true],
  ])('are %s, where there is no better', async (_, files, question, isOfRun) => {
    const { job, runDir } = run(train ?? '', files as Parameters<typeof run>[1]);

    expect(await heldOutRows(job, runDir, undefined)).toMatchObject({
      isOfRun,
      rows: [{ messages: [{ content: question }, {}] }],
    });
  });

  it('are none where there is none', async () => {
    const { job, runDir } = run(train ?? '', {});
    expect(await heldOutRows(job, runDir, undefined)).toBeUndefined();
  });
});

describe('contamination', () => {
  const sets = () => {
    const path = join(mkdtempSync(join(tmpdir(), '평가 ')), 'mine.jsonl');
    const item = { kind: 'question', language: 'ko', topic: 't' };
    const other = '장애 회의에서는 누가 잘못했는지가 아니라 무엇이 그 잘못을 가능하게 했는지를 묻고 적습니다.';
    const items = [
      { ...item, id: 'learned', prompt: '되돌리는 순서는?', references: [LONG] },
      { ...item, id: 'fresh', prompt: '장애 회의에서 무엇을 묻나요?', references: [other] },
    ];
    writeFileSync(path, items.map((one) => `${JSON.stringify(one)}\n`).join(''));
    return read([path]);
  };

  it('is an item of which a training row holds a long run, with what they share', async () => {
    const { job } = run(row('배포를 물리려면?', `${LONG} 그다음에 알립니다.`), {});
    const { overlaps, rows } = await checkContamination(job, { sets: sets(), heldOut: undefined });

    expect(rows).toBe(1);
    expect(overlaps).toMatchObject([{ set: 'mine', item: 'learned', kind: 'n-gram' }]);
    expect(overlaps[0]?.excerpt).toContain('트래픽을 옛 버전으로 옮기고');
  });

  it('is a row of the test split that stands among the training rows; one that the run itself held out does not', async () => {
    const both = row('되돌리는 순서는?', LONG);
    const spoiled = run(both, { test: both });
    const apart = run(both, { own: both });
    const found = async ({ job, runDir }: ReturnType<typeof run>) =>
      (await checkContamination(job, { sets: [], heldOut: await heldOutRows(job, runDir, undefined) })).overlaps;

    expect(await found(spoiled)).toMatchObject([{ set: 'held-out', share: 1 }]);
    expect(await found(apart)).toEqual([]);
  });
});
