import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

import type { RemoteFile } from './remote-file.ts';

const READ_BYTES = 1024 * 1024;

/**
 * The sha256 of a file that holds what the hub says, or undefined when it does not.
 *
 * A git blob is named by the SHA-1 of `blob <bytes>\0` and its content.
 */
export async function sha256IfWhole(path: string, file: RemoteFile, signal?: AbortSignal): Promise<string | undefined> {
  if ((await bytesOf(path)) !== file.bytes) return undefined;
  const sha256 = createHash('sha256');
  const blob = file.hash.kind === 'git-blob' ? createHash('sha1').update(`blob ${file.bytes}\0`) : undefined;
  for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES, ...(signal && { signal }) })) {
    sha256.update(chunk as Buffer);
    blob?.update(chunk as Buffer);
  }
  const content = sha256.digest('hex');
  return (blob === undefined ? content : blob.digest('hex')) === file.hash.hex ? content : undefined;
}

/** Size of a regular file; undefined where there is none. */
export async function bytesOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  });
  return found?.isFile() === true ? found.size : undefined;
}
