import { sendError, sendJson, type Exchange } from './exchange.ts';
import { commitAt, gitBlob, sha256, type FakeCommit, type FakeFile, type FakeRepository } from './fake-repository.ts';
import { sendBody } from './misbehaviour.ts';

/** `GET /api/models/owner/name/revision/<revision>` */
export function sendInfo(exchange: Exchange, repository: FakeRepository, revision: string): void {
  const commit = commitAt(repository, revision);
  if (commit === undefined) {
    sendError(exchange, 404, 'RevisionNotFound', `Invalid rev id: ${revision}`);
    return;
  }
  sendJson(exchange, {
    _id: '665f1d0c0000000000000000',
    id: repository.name,
    private: repository.private,
    gated: repository.gated ? 'manual' : false,
    downloads: 0,
    likes: 0,
    lastModified: '2026-03-01T09:00:00.000Z',
    sha: commit.id,
    ...(repository.licence !== null && { cardData: { license: repository.licence } }),
  });
}

/** `GET /api/models/owner/name/tree/<revision>`, in pages */
export function sendTree(exchange: Exchange, commit: FakeCommit, pageSize: number): void {
  const entries = [...commit.files].map(([path, file]) => treeEntry(path, file));
  const start = Number(exchange.url.searchParams.get('cursor') ?? 0);
  const next = new URL(exchange.url);
  next.searchParams.set('cursor', String(start + pageSize));
  const more = start + pageSize < entries.length;
  sendJson(exchange, entries.slice(start, start + pageSize), more ? { link: `<${next.href}>; rel="next"` } : {});
}

function treeEntry(path: string, { content, large }: FakeFile): unknown {
  if (!large) return { type: 'file', path, size: content.length, oid: gitBlob(content) };
  const oid = sha256(content);
  const pointer = Buffer.from(
    `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${content.length}\n`,
  );
  const lfs = { oid, size: content.length, pointerSize: pointer.length };
  return { type: 'file', path, size: content.length, oid: gitBlob(pointer), lfs };
}

/** `GET /owner/name/resolve/<revision>/<path>`: small files come at once, large ones from the file server. */
export function sendFile(exchange: Exchange, commit: FakeCommit, path: string, filesUrl: string): void {
  const file = commit.files.get(path);
  if (file === undefined) {
    sendError(exchange, 404, 'EntryNotFound', 'Entry not found');
    return;
  }
  const { response } = exchange;
  response.setHeader('x-repo-commit', commit.id);
  if (!file.large) {
    response.setHeader('etag', `"${gitBlob(file.content)}"`);
    sendRange(exchange, file.content);
    return;
  }
  const oid = sha256(file.content);
  response.writeHead(302, {
    location: `${filesUrl}/lfs/${oid}?X-Amz-Signature=0123456789abcdef`,
    'x-linked-etag': `"${oid}"`,
    'x-linked-size': file.content.length,
  });
  response.end();
}

/** Content, or the part of it that `Range: bytes=<start>-` asks for. */
export function sendRange({ request, response, wrong }: Exchange, content: Buffer): void {
  const start = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  response.setHeader('accept-ranges', 'bytes');
  if (start === undefined || wrong?.kind === 'ignore-range') {
    response.statusCode = 200;
    sendBody(response, content, wrong);
  } else if (Number(start) >= content.length) {
    response.writeHead(416, { 'content-range': `bytes */${content.length}` }).end();
  } else {
    response.statusCode = 206;
    response.setHeader('content-range', `bytes ${start}-${content.length - 1}/${content.length}`);
    sendBody(response, content.subarray(Number(start)), wrong);
  }
}
