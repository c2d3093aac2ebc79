import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { writeFileAtomically, type FileHashes } from '@naru/files';
import { findBaseModel, tokenizerSha256, type FoundBaseModel } from '@naru/hub';

import type { StepPlaces } from '../step.ts';

const pathOf = (work: string, sha256: string): string => join(work, 'models', `${sha256}.json`);

/**
 * Finds the model and keeps where it is under the hash of its tokenizer: a path is this machine's and has no place among
 * parameters.
 *
 * @returns the hash
 * @throws AppError `model.not-found`, `model.unsupported`
 */
export async function keepModel(model: string, { work, root, find }: StepPlaces, hashes: FileHashes): Promise<string> {
  const named = isName(model) ? model : find(model);
  const found = await findBaseModel({ base_model: named, base_revision: null, licence: null }, { root, cwd: root });
  const sha256 = await tokenizerSha256(found, hashes);
  await mkdir(dirname(pathOf(work, sha256)), { recursive: true });
  await writeFileAtomically(pathOf(work, sha256), JSON.stringify(found));
  return sha256;
}

/** `smollm2-135m-instruct`, `owner/name`; anything else is a path. */
const isName = (model: string): boolean => /^\w[\w.-]*(\/\w[\w.-]*)?$/.test(model) && !/\.gguf$/i.test(model);

export function keptModel(work: string, sha256: string): FoundBaseModel {
  return JSON.parse(readFileSync(pathOf(work, sha256), 'utf8')) as FoundBaseModel;
}
