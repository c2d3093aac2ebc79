import { bodyOf, sendError, sendJson, type Exchange } from './exchange.ts';
import { addCommit, isLarge, sha256, type FakeFile, type FakeRepository } from './fake-repository.ts';

/** Uploaded large files by sha256, and the file server that takes them. */
export interface LargeFiles {
  readonly url: string;
  readonly contents: Map<string, Buffer>;
}

/** `POST /api/models/owner/name/preupload/main`: which files are large. */
export async function sendPreupload(exchange: Exchange): Promise<void> {
  const { files } = JSON.parse((await bodyOf(exchange)).toString()) as { files: { path: string }[] };
  sendJson(exchange, { files: files.map(({ path }) => ({ path, uploadMode: isLarge(path) ? 'lfs' : 'regular' })) });
}

/** `POST /owner/name.git/info/lfs/objects/batch`: where large files go; nowhere when they are here already. */
export async function sendBatch(exchange: Exchange, large: LargeFiles): Promise<void> {
  const { objects } = JSON.parse((await bodyOf(exchange)).toString()) as { objects: { oid: string; size: number }[] };
  sendJson(exchange, {
    transfer: 'basic',
    objects: objects.map(({ oid, size }) => ({
      oid,
      size,
      ...(!large.contents.has(oid) && {
        actions: { upload: { href: `${large.url}/lfs/${oid}?X-Amz-Signature=0123` } },
      }),
    })),
  });
}

/** `PUT /lfs/<sha256>` at the file server. */
export async function takeLargeFile(exchange: Exchange, oid: string, large: LargeFiles): Promise<void> {
  const content = await bodyOf(exchange);
  if (sha256(content) !== oid) {
    sendError(exchange, 400, null, 'The content does not have the hash that names it');
    return;
  }
  large.contents.set(oid, content);
  exchange.response.writeHead(200).end();
}

interface CommitLine {
  readonly key: 'header' | 'file' | 'lfsFile' | 'deletedFile';
  readonly value: { summary?: string; path?: string; content?: string; oid?: string };
}

/** `POST /api/models/owner/name/commit/main`: one JSON object a line. */
export async function takeCommit(exchange: Exchange, repository: FakeRepository, large: LargeFiles): Promise<void> {
  const lines = (await bodyOf(exchange)).toString().split('\n');
  const changes = new Map<string, FakeFile | null>();
  let title = '';
  for (const { key, value } of lines.map((line) => JSON.parse(line) as CommitLine)) {
    const path = value.path ?? '';
    if (key === 'header') title = value.summary ?? '';
    else if (key === 'deletedFile') changes.set(path, null);
    else if (key === 'file') changes.set(path, { content: Buffer.from(value.content ?? '', 'base64'), large: false });
    else {
      const content = large.contents.get(value.oid ?? '');
      if (content === undefined) {
        sendError(exchange, 400, null, `Missing LFS object ${value.oid ?? ''}`);
        return;
      }
      changes.set(path, { content, large: true });
    }
  }
  const { id } = addCommit(repository, title, changes);
  const commitUrl = `${exchange.url.origin}/${repository.name}/commit/${id}`;
  sendJson(exchange, { success: true, commitOid: id, commitUrl, hookOutput: '' });
}
