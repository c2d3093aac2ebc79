import { createHash } from 'node:crypto';

/** A file as the fake keeps it: large ones lie with the file server, by sha256. */
export interface FakeFile {
  readonly content: Buffer;
  readonly large: boolean;
}

export interface FakeCommit {
  readonly id: string;
  readonly title: string;
  readonly files: ReadonlyMap<string, FakeFile>;
}

/** One repository of the fake, with its commits; the newest is `main`. */
export interface FakeRepository {
  readonly name: string;
  private: boolean;
  readonly gated: boolean;
  readonly licence: string | null;
  readonly commits: FakeCommit[];
}

export const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

/** https://git-scm.com/book/en/v2/Git-Internals-Git-Objects */
export const gitBlob = (content: Buffer): string =>
  createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');

export const isLarge = (path: string): boolean => /\.(safetensors|bin|gguf)$/.test(path);

/** Adds a commit over what stands in the newest. */
export function addCommit(
  repository: FakeRepository,
  title: string,
  changes: ReadonlyMap<string, FakeFile | null>,
): FakeCommit {
  const files = new Map(repository.commits.at(-1)?.files);
  for (const [path, file] of changes) {
    if (file === null) files.delete(path);
    else files.set(path, file);
  }
  const content = [...files].map(([path, file]) => `${path}:${gitBlob(file.content)}`).join('\n');
  const id = createHash('sha1')
    .update(`${repository.name}\n${repository.commits.length}\n${title}\n${content}`)
    .digest('hex');
  const commit = { id, title, files };
  repository.commits.push(commit);
  return commit;
}

export function commitAt(repository: FakeRepository, revision: string): FakeCommit | undefined {
  if (revision === 'main' || revision === 'HEAD') return repository.commits.at(-1);
  return repository.commits.find(({ id }) => id === revision);
}
