// Owns: what every MLflow server must do with artifacts, seen through the client.
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { MlflowNotFoundError } from '../src/index.ts';
import { aRun, collect, inTemporaryFolder, type Target } from './target.ts';

/** Names that go wrong where a path is not encoded, is encoded twice, or is normalized. */
const AWKWARD_NAMES = [
  '한글 폴더/모델 카드.md',
  '나루'.normalize('NFD') + '.txt',
  'a+b&c=d;e,f@g$h!.txt',
  '100% done.txt',
  'what?no.txt',
  'quote\'s "double" [1] {2} ^~`.txt',
  '..hidden',
  '😀/deep/er/file',
];

export function artifactsContract(target: Target): void {
  artifactNames(target);
  artifactBytes(target);
  artifactFolders(target);
}

function artifactNames(target: Target): void {
  describe('an artifact', () => {
    it.each(AWKWARD_NAMES)('named %s keeps its name and its bytes', async (name) => {
      const { artifacts } = target.client();
      const { runId } = (await aRun(target.client())).info;

      await artifacts.upload(runId, name, { text: `내용 of ${name}` });

      const found = await collect(artifacts.walk(runId));
      expect(found).toEqual([{ path: name, isFolder: false, sizeBytes: Buffer.byteLength(`내용 of ${name}`) }]);
      expect(await text(await artifacts.download(runId, name))).toBe(`내용 of ${name}`);
    });

    it('is replaced by an upload to the same path, and gone after a delete', async () => {
      const { artifacts } = target.client();
      const { runId } = (await aRun(target.client())).info;

      await artifacts.upload(runId, 'a/b.txt', { text: 'one' });
      await artifacts.upload(runId, 'a/b.txt', { text: 'two' });

      expect(await text(await artifacts.download(runId, 'a/b.txt'))).toBe('two');
      await artifacts.delete(runId, 'a/b.txt');
      await expect(artifacts.download(runId, 'a/b.txt')).rejects.toBeInstanceOf(MlflowNotFoundError);
    });

    it('that is a folder, or not there, cannot be downloaded', async () => {
      const { artifacts } = target.client();
      const { runId } = (await aRun(target.client())).info;
      await artifacts.upload(runId, '폴더/b.txt', { text: 'x' });

      await expect(artifacts.download(runId, '폴더')).rejects.toMatchObject({ status: 400 });
      await expect(artifacts.download(runId, 'none')).rejects.toMatchObject({ errorCode: 'RESOURCE_DOES_NOT_EXIST' });
    });
  });
}

function artifactBytes(target: Target): void {
  describe('bytes of an artifact', () => {
    it('are the same after a streamed upload and download of a file', async () => {
      await inTemporaryFolder(async (folder) => {
        const { artifacts } = target.client();
        const { runId } = (await aRun(target.client())).info;
        const bytes = randomBytes(3 * 1024 ** 2 + 17);
        await writeFile(join(folder, 'up.bin'), bytes);

        await artifacts.upload(runId, 'adapter/model.safetensors', { file: join(folder, 'up.bin') });
        await artifacts.downloadFile(runId, 'adapter/model.safetensors', join(folder, 'new', 'down.bin'));

        expect(sha256(await readFile(join(folder, 'new', 'down.bin')))).toBe(sha256(bytes));
        expect(await readdir(join(folder, 'new'))).toEqual(['down.bin']);
      });
    });

    it('may come from a stream of unknown size, from memory, or be none', async () => {
      const { artifacts } = target.client();
      const { runId } = (await aRun(target.client())).info;
      const chunks = async function* (): AsyncGenerator<Uint8Array> {
        for (const part of ['나', '루', '터']) yield await Promise.resolve(Buffer.from(part));
      };

      await artifacts.upload(runId, 'stream', { stream: chunks() });
      await artifacts.upload(runId, 'memory', new Uint8Array([0, 255, 10, 13]));
      await artifacts.upload(runId, 'empty', new Uint8Array());

      expect(await text(await artifacts.download(runId, 'stream'))).toBe('나루터');
      expect([...(await buffer(await artifacts.download(runId, 'memory')))]).toEqual([0, 255, 10, 13]);
      expect(await artifacts.list(runId)).toEqual([
        { path: 'empty', isFolder: false, sizeBytes: 0 },
        { path: 'memory', isFolder: false, sizeBytes: 4 },
        { path: 'stream', isFolder: false, sizeBytes: 9 },
      ]);
    });

    it('go as one PUT where the store behind the server knows no multipart upload', async () => {
      await inTemporaryFolder(async (folder) => {
        const { artifacts } = target.client();
        const { runId } = (await aRun(target.client())).info;
        await writeFile(join(folder, 'big'), 'abcdefghij');

        const multipart = { thresholdBytes: 1, partBytes: 3 };
        await artifacts.upload(runId, 'big', { file: join(folder, 'big') }, { multipart });

        expect(await text(await artifacts.download(runId, 'big'))).toBe('abcdefghij');
      });
    });
  });
}

function artifactFolders(target: Target): void {
  describe('a folder of artifacts', () => {
    it('goes up and comes down with its structure', async () => {
      await inTemporaryFolder(async (folder) => {
        const { artifacts } = target.client();
        const { runId } = (await aRun(target.client())).info;
        const files = { 'adapter_config.json': '{}', '한글/깊은 곳/a.txt': '가', '한글/b.txt': '' };
        for (const [path, content] of Object.entries(files)) await write(join(folder, 'up', path), content);

        const uploaded = await artifacts.uploadFolder(runId, join(folder, 'up'), 'adapter');
        await artifacts.downloadFolder(runId, 'adapter', join(folder, 'down'));

        expect(uploaded).toEqual(
          Object.keys(files)
            .map((path) => `adapter/${path}`)
            .sort(),
        );
        for (const [path, content] of Object.entries(files)) {
          expect(await readFile(join(folder, 'down', path), 'utf8')).toBe(content);
        }
      });
    });

    it('is listed level by level, and is empty when it does not exist', async () => {
      const { artifacts } = target.client();
      const { runId } = (await aRun(target.client())).info;
      await artifacts.upload(runId, 'b.txt', { text: 'b' });
      await artifacts.upload(runId, 'a/c/d.txt', { text: 'd' });

      expect((await artifacts.list(runId)).map(({ path, isFolder }) => [path, isFolder])).toEqual([
        ['a', true],
        ['b.txt', false],
      ]);
      expect((await artifacts.list(runId, 'a')).map(({ path }) => path)).toEqual(['a/c']);
      expect(await artifacts.list(runId, 'nothing here')).toEqual([]);
    });
  });
}

async function write(file: string, content: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
