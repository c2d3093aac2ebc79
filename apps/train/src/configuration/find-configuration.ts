import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { AppError, nearest } from '@naru/contracts';

import { existing, type Places } from '../places.ts';

const EXTENSION = /\.ya?ml$/i;

/** Names of the configurations in apps/train/configs. */
export function shippedConfigurations(root: string): string[] {
  return readdirSync(folderOf(root))
    .filter((name) => EXTENSION.test(name))
    .map((name) => name.replace(EXTENSION, ''))
    .sort();
}

/**
 * The YAML file that a person means by a name of apps/train/configs or by a path.
 *
 * @throws AppError `usage` when there is none
 */
export function findConfiguration(source: string, places: Places): string {
  const { root } = places;
  if (/^[\w.-]+$/.test(source)) {
    const shipped = ['.yaml', '.yml'].map((extension) => join(folderOf(root), `${source}${extension}`)).find(isFile);
    if (shipped !== undefined) return shipped;
  }
  const given = existing(source, places);
  if (given !== undefined && isFile(given)) return given;
  if (given !== undefined) throw new AppError('usage', `--config=${source} is a folder, not a YAML file.`);
  const known = shippedConfigurations(root);
  const meant = nearest(source, known);
  throw new AppError(
    'usage',
    `There is no configuration "${source}".${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
    {
      hint: `Shipped: ${known.join(', ')}. A file of your own is named by its path, as in --config=my/config.yaml.`,
    },
  );
}

const folderOf = (root: string): string => join(root, 'apps', 'train', 'configs');

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
