import { constants } from 'node:fs';
import { cp, lstat, open, readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';

import { AppError, checkDatasetManifest } from '@naru/contracts';
import { folderBeside, replaceFolder } from '@naru/files';

import { datasetsOf, type Places } from '../recipe/places.ts';

/**
 * Puts a copy of a dataset at a fixed place, as tools want it that version files by their path. What stands there is
 * replaced whole. Where the file system can, the copy shares its blocks with the dataset.
 */
export async function keepAt(out: string, dataset: string): Promise<void> {
  const beside = await folderBeside(dirname(out));
  await cp(dataset, beside, { recursive: true, mode: constants.COPYFILE_FICLONE });
  await synced(beside);
  await replaceFolder(beside, basename(out));
}

async function synced(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = await open(join(entry.parentPath, entry.name), 'r+');
    await file.sync();
    await file.close();
  }
}

/**
 * Sees that nothing would be lost at a place: nothing is there, or a dataset.
 *
 * @throws AppError `usage`
 */
export async function requireReplaceable(out: string, places: Places): Promise<void> {
  const stats = await lstat(out).catch(() => undefined);
  const shown = relative(places.cwd, out) || out;
  if (`${out}${sep}`.startsWith(`${datasetsOf(places)}${sep}`)) {
    throw refusal(`--out=${shown}: datasets are kept there by their ids.`);
  }
  if (stats === undefined || (stats.isDirectory() && (await isDataset(out)))) return;
  throw refusal(`--out=${shown}: something else than a dataset stands there, and would be replaced.`);
}

async function isDataset(folder: string): Promise<boolean> {
  if ((await readdir(folder)).length === 0) return true;
  try {
    return checkDatasetManifest(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))).ok;
  } catch {
    return false;
  }
}

function refusal(message: string): AppError {
  return new AppError('usage', message, { hint: 'Name a folder that is not there yet, such as data/versions/<name>.' });
}
