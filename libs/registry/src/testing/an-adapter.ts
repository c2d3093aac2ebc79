import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { AdapterFiles } from '../versions/registered-version.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export type AnAdapter = Partial<Omit<AdapterFiles, 'path' | 'ggufPath'>> & { readonly weights?: string };

/** The files of an adapter in a folder, and what its run says of them. */
export function anAdapter(folder: string, { weights = 'weights', ...over }: AnAdapter = {}): AdapterFiles {
  const sha = sha256(weights);
  const runDir = join(folder, over.runId ?? `20261123T000000-${sha.slice(0, 6)}`);
  const [path, ggufPath] = [join(runDir, 'adapter'), join(runDir, 'adapter.gguf')];
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'adapter_model.safetensors'), weights);
  writeFileSync(ggufPath, `GGUF ${weights}`);
  return {
    runId: `20261123T000000-${sha.slice(0, 6)}`,
    name: `상담@${sha.slice(0, 8)}`,
    ...{ sha256: sha, ggufSha256: sha256(`GGUF ${weights}`), chatTemplateSha256: 'cd'.repeat(32) },
    ...{ baseId: 'base', baseSha256: 'ba'.repeat(32), datasetId: 'talks@1', datasetSha256: 'da'.repeat(32) },
    mlflowRunId: null,
    ...over,
    ...{ path, ggufPath },
  };
}
