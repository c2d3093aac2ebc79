import { createHash } from 'node:crypto';

import { canonicalJson, type DatasetManifest } from '@naru/contracts';

export type ManifestParts = Omit<DatasetManifest, 'v' | 'sha256'>;

/** The manifest with the hash over the rest of it. */
export function manifestOf(parts: ManifestParts): DatasetManifest {
  const document = { v: 1 as const, ...parts };
  return { ...document, sha256: createHash('sha256').update(canonicalJson(document)).digest('hex') };
}

const DIGITS = 32;

/** `<name>@<the first 32 digits>`: the dataset's id, and its folder's name. */
export const datasetId = ({ name, sha256 }: DatasetManifest): string => `${name}@${sha256.slice(0, DIGITS)}`;
