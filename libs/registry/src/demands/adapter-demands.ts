import { join } from 'node:path';

import { fileSha256 } from '@naru/files';

import type { Refusal, ServedBy } from '../registry.ts';
import type { AdapterFiles } from '../versions/registered-version.ts';
import { cannot } from './refusal.ts';

const WEIGHTS = 'adapter_model.safetensors';

/** What the adapter's files have to be for what would serve it, read now. */
export async function adapterDemands(
  sha256: string,
  adapter: AdapterFiles | undefined,
  engine: ServedBy,
): Promise<Refusal[]> {
  if (adapter === undefined) {
    const message = `No finished run on this machine holds the adapter ${sha256.slice(0, 8)} with all of its files.`;
    return [cannot('adapter.missing', message)];
  }
  return [...(await fileDemands(adapter)), ...fitDemands(adapter, engine)];
}

async function fileDemands({ name, runId, path, sha256, ggufPath, ggufSha256 }: AdapterFiles): Promise<Refusal[]> {
  const files = [
    { path: join(path, WEIGHTS), made: sha256 },
    { path: ggufPath, made: ggufSha256 ?? null },
  ];
  const found = await Promise.all(files.map(async (file) => ({ ...file, now: await hashOf(file.path) })));
  return found.flatMap(({ path: where, made, now }) => {
    if (now === undefined) return [cannot('adapter.missing', `${name} lacks the file ${where}.`)];
    if (made === null || now === made) return [];
    return [cannot('adapter.changed', `${where} is not what the run ${runId} made: it was changed since.`)];
  });
}

async function hashOf(path: string): Promise<string | undefined> {
  try {
    return await fileSha256(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function fitDemands({ name, baseId, baseSha256, chatTemplateSha256 }: AdapterFiles, engine: ServedBy): Refusal[] {
  if (baseId !== engine.baseId) {
    return [cannot('adapter.base', `${name} is an adapter of ${baseId}; ${engine.baseId} is served.`)];
  }
  const isOther = differs(baseSha256, engine.baseSha256);
  if (isOther) {
    return [cannot('adapter.base', `${name} was trained on other weights of ${baseId} than are served.`)];
  }
  if (!differs(chatTemplateSha256, engine.chatTemplateSha256)) return [];
  return [
    cannot(
      'adapter.template',
      `${name} was trained with another chat template than that with which ${baseId} is served.`,
    ),
  ];
}

/** What is not known on one side is not compared. */
export function differs(one: string | null | undefined, other: string | null | undefined): boolean {
  return one != null && other != null && one !== other;
}
