import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AppError } from '@naru/contracts';

import { FakeHub, weights } from '../testing/index.ts';
import { pushAdapter, type PushOptions, type PushResult } from './push-adapter.ts';

const REPO = 'first-user/llama3-8b-ko-chat';
const TOKEN = 'hf_a-writing-token';
const CARD = '---\nlicense: llama3\n---\n# 한국어 어댑터\n';

let hub: FakeHub;
let runDir: string;

beforeEach(async () => {
  hub = await FakeHub.start();
  hub.allow(TOKEN, { name: 'first-user', mayWrite: true });
  runDir = mkdtempSync(join(tmpdir(), 'naru-push-'));
  mkdirSync(join(runDir, 'adapter'));
  write('adapter/adapter_model.safetensors', weights('adapter', 40_000));
  write('adapter/adapter_config.json', '{"r":16}');
  write('adapter/README.md', CARD);
  write('adapter/.hidden', 'secret');
  write('adapter/adapter_config.json.1f2e3d4c.tmp', 'half');
  write('adapter.gguf', weights('gguf', 20_000));
});
afterEach(async () => {
  await hub.close();
  rmSync(runDir, { recursive: true, force: true });
});

const write = (path: string, content: string | Buffer): void => writeFileSync(join(runDir, path), content);

const push = (over: Partial<PushOptions> = {}): Promise<PushResult> =>
  pushAdapter({
    repo: REPO,
    adapterDir: join(runDir, 'adapter'),
    ggufPath: join(runDir, 'adapter.gguf'),
    title: 'Adapter of run 20260301T090000-a1b2c3',
    settings: hub.settings(TOKEN),
    patience: { attempts: 2, firstWaitMs: 1 },
    ...over,
  });

async function refusal(work: Promise<unknown>): Promise<AppError> {
  const outcome = await work.catch((error: unknown) => error);
  if (outcome instanceof AppError) return outcome;
  throw new Error(`was not refused: ${String(outcome)}`);
}

const held = (path: string): Buffer | undefined => hub.repository(REPO)?.commits.at(-1)?.files.get(path)?.content;

describe('a push', () => {
  it('makes a private repository and puts adapter, card and GGUF there in one commit', async () => {
    const result = await push();

    const repository = hub.repository(REPO);
    expect(result).toMatchObject({ url: `${hub.url}/${REPO}`, created: true, private: true });
    expect(repository?.private).toBe(true);
    expect(repository?.commits.map(({ title }) => title)).toEqual(['put', 'Adapter of run 20260301T090000-a1b2c3']);
    expect(result.commit).toBe(repository?.commits.at(-1)?.id);
    expect(result.files.map(({ path }) => path)).toEqual([
      'README.md',
      'adapter_config.json',
      'adapter_model.safetensors',
      'adapter.gguf',
    ]);
    expect([...(repository?.commits.at(-1)?.files.keys() ?? [])].sort()).toEqual(
      ['.gitattributes', ...result.files.map(({ path }) => path)].sort(),
    );
    expect(held('README.md')?.toString()).toBe(CARD);
    expect(held('adapter_model.safetensors')?.equals(weights('adapter', 40_000))).toBe(true);
    expect(held('adapter.gguf')?.equals(weights('gguf', 20_000))).toBe(true);
  });

  it('makes it public only when told to', async () => {
    expect((await push({ public: true })).private).toBe(false);
    expect(hub.repository(REPO)?.private).toBe(false);
  });

  it('updates a repository that is there, and uploads only what is new', async () => {
    await push();
    write('adapter/README.md', `${CARD}더 나은 판.\n`);
    hub.requests.length = 0;

    const { created } = await push();

    expect(created).toBe(false);
    expect(held('README.md')?.toString()).toContain('더 나은 판.');
    expect(hub.repository(REPO)?.commits).toHaveLength(3);
    expect(hub.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  it('leaves what else stands in the repository', async () => {
    hub.put(REPO, { files: { 'notes.md': '메모' }, private: true });

    await push();

    expect(held('notes.md')?.toString()).toBe('메모');
  });

  it('does not publish into a public repository unless told to', async () => {
    hub.put(REPO, { files: { 'README.md': 'old' } });

    const error = await refusal(push());

    expect([error.code, error.message]).toEqual(['usage', expect.stringContaining('is public')]);
    expect(hub.repository(REPO)?.commits).toHaveLength(1);
    await expect(push({ public: true })).resolves.toMatchObject({ private: false });
  });

  it('leaves a private repository private, and says so', async () => {
    hub.put(REPO, { files: {}, private: true });
    const notes: string[] = [];

    expect((await push({ public: true, onNote: (note) => notes.push(note) })).private).toBe(true);
    expect(notes[0]).toContain('is private and stays so');
  });

  it('does not send the token to the file server', async () => {
    await push();

    const uploads = hub.requests.filter(({ server }) => server === 'files');
    expect(uploads.map(({ method, authorization }) => [method, authorization])).toEqual([
      ['PUT', null],
      ['PUT', null],
    ]);
  });

  it('takes an adapter that has no GGUF form', async () => {
    expect((await push({ ggufPath: undefined })).files).toHaveLength(3);
  });

  it('survives a busy hub and a repository that an earlier try has made', async () => {
    hub.misbehave({ on: /revision/, as: { kind: 'answer', status: 503 }, times: 1 });
    hub.misbehave({ on: /revision/, as: { kind: 'answer', status: 404, code: 'RepoNotFound' }, times: 1 });
    hub.put(REPO, { files: {}, private: true });

    await expect(push()).resolves.toMatchObject({ created: false, private: true });
  });
});

describe('a refused push', () => {
  it('without a token asks the hub nothing', async () => {
    const error = await refusal(push({ settings: hub.settings() }));

    expect([error.code, error.message]).toEqual([
      'hub.unauthorized',
      expect.stringContaining('HUGGINGFACE_TOKEN is not set'),
    ]);
    expect(hub.requests).toEqual([]);
  });

  it('for a token that may only read says which permission is missing', async () => {
    hub.allow('hf_a-reading-token', { name: 'first-user' });

    const error = await refusal(push({ settings: hub.settings('hf_a-reading-token') }));

    expect(error.code).toBe('hub.unauthorized');
    expect(error.message).toBe(`The token in HUGGINGFACE_TOKEN may not write to ${REPO}: This token may not write.`);
  });

  it('for a wrong token says so', async () => {
    const error = await refusal(push({ settings: hub.settings('hf_mistyped') }));

    expect([error.code, error.message]).toEqual([
      'hub.unauthorized',
      expect.stringContaining('does not know the token'),
    ]);
  });

  it('when the connection breaks during the upload can be run again', async () => {
    hub.misbehave({ on: /PUT/, as: { kind: 'answer', status: 503 } });

    expect((await refusal(push())).code).toBe('hub.unreachable');
    expect(hub.repository(REPO)?.commits).toHaveLength(1);
    hub.behave();
    await expect(push()).resolves.toMatchObject({ created: false, private: true });
  });

  it('names the file that an adapter lacks', async () => {
    rmSync(join(runDir, 'adapter/README.md'));

    const error = await refusal(push());

    expect([error.code, error.message]).toEqual(['model.not-found', expect.stringContaining('lacks README.md')]);
  });
});
