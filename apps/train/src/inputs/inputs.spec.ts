import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { AppError, canonicalJson, exitStatusOf } from '@naru/contracts';
import { FileHashes } from '@naru/files';

import { resolveDataset } from './dataset.ts';

const ROW = '{"messages": [{"role": "user", "content": "안녕"}, {"role": "assistant", "content": "반가워요"}]}\n';
const DIGITS = '0123456789abcdef0123456789abcdef';

function workspace(files: Record<string, string> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'naru-inputs-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

const dataset = (root: string, argument: string, cwd = root) =>
  resolveDataset(argument, { root, cwd }, new FileHashes(join(root, 'tmp/train/hashes.json')));

async function refusalOf(work: Promise<unknown>): Promise<AppError> {
  const error: unknown = await work.then(
    () => new Error('was accepted'),
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw error;
}

describe('a dataset', () => {
  it('is one file, in JSONL or JSON, seen from where the person stands', async () => {
    const root = workspace({ 'mine/대화.jsonl': ROW });

    const data = await dataset(root, '대화.jsonl', join(root, 'mine'));

    expect(data).toMatchObject({
      train: [{ path: join(root, 'mine/대화.jsonl'), bytes: Buffer.byteLength(ROW) }],
      validation: [],
    });
    expect(data.id).toBe(`대화@${data.sha256.slice(0, 32)}`);
  });

  it.each([
    ['two files', { 'd/train.jsonl': ROW, 'd/val.jsonl': ROW }, ['d/train.jsonl'], ['d/val.jsonl']],
    ['JSON arrays', { 'd/train.json': ROW, 'd/validation.json': ROW }, ['d/train.json'], ['d/validation.json']],
    [
      'folders',
      { 'd/train/b.jsonl': ROW, 'd/train/a/x.jsonl': ROW, 'd/val/c.jsonl': ROW, 'd/val/.c.swp': '' },
      ['d/train/a/x.jsonl', 'd/train/b.jsonl'],
      ['d/val/c.jsonl'],
    ],
    ['training rows only', { 'd/train.jsonl': ROW, 'd/README.md': '', 'd/test.jsonl': ROW }, ['d/train.jsonl'], []],
  ])('is a folder with %s', async (_what, files, train, validation) => {
    const root = workspace(files);

    const data = await dataset(root, 'd');

    expect(data.train.map((file) => file.path)).toEqual(train.map((name) => join(root, name)));
    expect(data.validation.map((file) => file.path)).toEqual(validation.map((name) => join(root, name)));
  });

  it('has the same id wherever it lies, and another when a byte or a split changes', async () => {
    const files = { 'd/train/a.jsonl': ROW, 'd/train/b.jsonl': `${ROW}${ROW}`, 'd/val/c.jsonl': ROW };
    const one = await dataset(workspace(files), 'd');
    const elsewhere = await dataset(workspace({ ...files, 'other.txt': '' }), 'd');
    const changed = await dataset(workspace({ ...files, 'd/train/a.jsonl': `${ROW} ` }), 'd');
    const moved = await dataset(
      workspace({ 'd/train/a.jsonl': ROW, 'd/val/b.jsonl': `${ROW}${ROW}`, 'd/val/c.jsonl': ROW }),
      'd',
    );

    expect(elsewhere.id).toBe(one.id);
    expect(new Set([one.sha256, changed.sha256, moved.sha256]).size).toBe(3);
  });

  it('is named by its id, and must hold what the id says', async () => {
    const plain = workspace({ 'data/datasets/made/train.jsonl': ROW });
    const { sha256 } = await dataset(plain, 'data/datasets/made');
    renameSync(join(plain, 'data/datasets/made'), join(plain, `data/datasets/made@${sha256.slice(0, 32)}`));

    expect(await dataset(plain, `made@${sha256.slice(0, 32)}`)).toMatchObject({
      id: `made@${sha256.slice(0, 32)}`,
      sha256,
    });
    const other = workspace({ [`data/datasets/made@${DIGITS}/train.jsonl`]: ROW });
    expect((await refusalOf(dataset(other, `made@${DIGITS}`))).code).toBe('data.changed');
  });

  describe('of data-prep', () => {
    const [train, val, test] = [ROW, `${ROW}${ROW}`, `${ROW}${ROW}${ROW}`];
    const entry = (path: string, text: string) => ({
      path,
      rows: text.split('\n').length - 1,
      bytes: Buffer.byteLength(text),
      sha256: createHash('sha256').update(text).digest('hex'),
    });
    const content = {
      v: 1,
      name: 'made',
      description: '배포 상담',
      licence: null,
      sources: [],
      steps: [],
      splits: {
        train: [entry('train.jsonl', train)],
        validation: [entry('val.jsonl', val)],
        test: [entry('test.jsonl', test)],
      },
    };
    const sha256 = createHash('sha256').update(canonicalJson(content)).digest('hex');
    const id = `made@${sha256.slice(0, 32)}`;
    const folder = (place: string): Record<string, string> => ({
      [`${place}/train.jsonl`]: train,
      [`${place}/val.jsonl`]: val,
      [`${place}/test.jsonl`]: test,
      [`${place}/manifest.json`]: JSON.stringify({ ...content, sha256 }),
    });

    it('is known by its manifest, by its id or wherever it lies', async () => {
      const root = workspace({ ...folder(`data/datasets/${id}`), ...folder('data/versions/support') });

      expect(await dataset(root, id)).toMatchObject({ id, sha256 });
      expect(await dataset(root, 'data/versions/support')).toMatchObject({ id, sha256 });
    });

    it.each([
      ['a byte of a file', { 'd/train.jsonl': train.replace('반', '밤') }, /train\.jsonl was changed/],
      ['the length of a file', { 'd/val.jsonl': train }, /val\.jsonl has \d+ bytes, and the manifest says \d+/],
      ['the rows of a test', { 'd/test.jsonl': test.replace('안', '인') }, /test\.jsonl was changed/],
      [
        'a word of the manifest',
        { 'd/manifest.json': JSON.stringify({ ...content, description: '배포', sha256 }) },
        /manifest\.json was changed/,
      ],
      [
        'which files there are',
        { 'd/train.jsonl': undefined, 'd/train/a.jsonl': train },
        /a\.jsonl is not named by the manifest\.\n.*train\.jsonl is missing/,
      ],
    ])('is refused once %s has changed', async (_what, over: Record<string, string | undefined>, message) => {
      const files = Object.entries({ ...folder('d'), ...over }).filter(([, text]) => text !== undefined);
      const error = await refusalOf(dataset(workspace(Object.fromEntries(files) as Record<string, string>), 'd'));

      expect(error).toMatchObject({ code: 'data.changed', message: expect.stringMatching(message) as string });
      expect(error.hint).toMatch(/Build the dataset again/);
    });
  });

  it.each([
    ['it does not exist', {}, 'nothing.jsonl', 'data.not-found', /no data at "nothing\.jsonl"/],
    [
      'its name is misspelt',
      { 'data/samples/train.jsonl': ROW },
      'data/sample',
      'data.not-found',
      /Did you mean data\/samples\?/,
    ],
    ['its id is unknown', {}, `made@${DIGITS}`, 'data.not-found', /no data at "made@/],
    [
      'the folder is empty',
      { 'd/.keep': '' },
      'd',
      'data.not-found',
      /holds no train\.jsonl, train\.json or train\/; it holds nothing/,
    ],
    [
      'the folder has no training split',
      { 'd/a.jsonl': ROW, 'd/b.jsonl': ROW },
      'd',
      'data.not-found',
      /it holds a\.jsonl, b\.jsonl/,
    ],
    [
      'the training folder holds no rows',
      { 'd/train/notes.md': '' },
      'd',
      'data.not-found',
      /train holds no \.jsonl or \.json file/,
    ],
    [
      'the training split stands there twice',
      { 'd/train.jsonl': ROW, 'd/train/a.jsonl': ROW },
      'd',
      'data.invalid',
      /holds both train and train\.jsonl/,
    ],
    [
      'the validation split stands there twice',
      { 'd/train.jsonl': ROW, 'd/val.jsonl': ROW, 'd/validation.jsonl': ROW },
      'd',
      'data.invalid',
      /both val\.jsonl and validation\.jsonl/,
    ],
  ])('is refused when %s', async (_what, files, argument, code, message) => {
    const error = await refusalOf(dataset(workspace(files), argument));

    expect(error).toMatchObject({ code, message: expect.stringMatching(message) as string });
    expect(exitStatusOf(error.code)).toBe(2);
  });
});

describe('the hash of a large file', () => {
  const LARGE = 9 * 1024 * 1024;

  it('is kept, and made anew once the file changes', async () => {
    const root = workspace({ 'weights.bin': 'a'.repeat(LARGE) });
    const path = join(root, 'weights.bin');
    const first = await new FileHashes(join(root, 'tmp/train/hashes.json')).of(path);
    const kept = readFileSync(join(root, 'tmp/train/hashes.json'), 'utf8');
    writeFileSync(join(root, 'tmp/train/hashes.json'), kept.replace(first.sha256, 'f'.repeat(64)));

    expect((await new FileHashes(join(root, 'tmp/train/hashes.json')).of(path)).sha256).toBe('f'.repeat(64));
    utimesSync(path, new Date(), new Date(0));
    expect((await new FileHashes(join(root, 'tmp/train/hashes.json')).of(path)).sha256).toBe(first.sha256);
  });

  it('is given all the same where nothing can be kept', async () => {
    const root = workspace({ 'weights.bin': 'a'.repeat(LARGE), tmp: 'a file where a folder should be' });

    expect((await new FileHashes(join(root, 'tmp/train/hashes.json')).of(join(root, 'weights.bin'))).bytes).toBe(LARGE);
  });
});
