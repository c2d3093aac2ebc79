// Owns: the fake's artifact proxy, and the listing by run.
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { invalid, notFound } from '../fake-error.ts';
import type { FakeAnswer, FakeRequest, Input } from '../request.ts';
import type { FakeState } from '../state.ts';

export function listByRun(input: Input, state: FakeState): FakeAnswer {
  const run = state.run(input.required('run_id'));
  const folder = input.text('path');
  const root = run.artifactUri.replace('mlflow-artifacts:/', '');
  const files = children(state, folder === undefined ? root : `${root}/${safePath(folder)}`).map((file) => ({
    ...file,
    path: posix.join(folder ?? '', file.path),
  }));
  return { json: { root_uri: run.artifactUri, files } };
}

export function putArtifact(path: string, request: FakeRequest, state: FakeState): FakeAnswer {
  state.artifacts.set(safePath(path), request.raw);
  return { bytes: Buffer.alloc(0) };
}

export function getArtifact(path: string, request: FakeRequest, state: FakeState): FakeAnswer {
  const bytes = state.artifacts.get(safePath(path));
  if (!bytes) {
    if (children(state, path).length > 0) throw invalid(`Artifact path refers to a directory, not a file: '${path}'`);
    throw notFound(`No such artifact: '${path}'`);
  }
  const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
  const headers = { etag, 'accept-ranges': 'bytes', 'content-type': 'application/octet-stream' };
  const [, from] = /^bytes=(\d+)-$/.exec(String(request.headers['range'])) ?? [];
  if (from === undefined || request.headers['if-range'] !== etag) return { bytes, headers };
  const range = { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
  return { status: 206, bytes: bytes.subarray(Number(from)), headers: { ...headers, ...range } };
}

export function deleteArtifact(path: string, _request: FakeRequest, state: FakeState): FakeAnswer {
  for (const known of [...state.artifacts.keys()]) {
    if (known === path || known.startsWith(`${path}/`)) state.artifacts.delete(known);
  }
  return { json: {} };
}

/** As the server: decoded until nothing changes, then refused if it leaves the root. */
function safePath(path: string): string {
  let decoded = path;
  for (let last = ''; last !== decoded;) {
    last = decoded;
    decoded = decoded.replace(/(?:%[0-9a-f]{2})+/gi, (escape) => decodeURIComponent(escape));
  }
  if (decoded.includes('#') || decoded.startsWith('/') || decoded.split('/').includes('..'))
    throw invalid('Invalid path');
  return decoded;
}

function children(state: FakeState, folder: string): { path: string; is_dir: boolean; file_size?: number }[] {
  const found = new Map<string, { path: string; is_dir: boolean; file_size?: number }>();
  for (const [path, bytes] of state.artifacts) {
    if (!path.startsWith(`${folder}/`)) continue;
    const [name = '', ...rest] = path.slice(folder.length + 1).split('/');
    found.set(
      name,
      rest.length > 0 ? { path: name, is_dir: true } : { path: name, is_dir: false, file_size: bytes.length },
    );
  }
  return [...found.values()];
}
