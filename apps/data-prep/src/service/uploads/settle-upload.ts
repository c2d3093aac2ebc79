// Owns where a file that has arrived comes to lie. May be killed anywhere, and called again.
import { mkdir, open, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';

import { fileSha256 } from '@naru/files';

import type { DataPlaces } from '../data-places.ts';

export interface Settled {
  readonly path: string;
  readonly sha256: string;
}

const DIGITS = 32;

/** Moves the file into a folder of its own, named by what it holds and its id. */
export async function settleUpload(
  id: string,
  { places, name }: { readonly places: DataPlaces; readonly name: string },
): Promise<Settled> {
  const there = await settledFolder(id, places);
  const known = there === undefined ? undefined : (await readdir(there))[0];
  if (there !== undefined && known !== undefined) {
    const path = join(there, known);
    return { path, sha256: await fileSha256(path) };
  }
  const from = join(places.uploads, id);
  const handle = await open(from, 'r');
  await handle.sync().finally(() => handle.close());
  const sha256 = await fileSha256(from);
  const folder = join(places.sources, `${sha256.slice(0, DIGITS)}-${id}`);
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  await rename(from, path);
  return { path, sha256 };
}

/** The folder of a file that was moved already. */
export async function settledFolder(id: string, { sources }: DataPlaces): Promise<string | undefined> {
  const names = await readdir(sources).catch(() => []);
  const name = names.find((one) => one.endsWith(`-${id}`));
  return name === undefined ? undefined : join(sources, name);
}
