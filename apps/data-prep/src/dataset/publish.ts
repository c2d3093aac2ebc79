import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { DatasetManifest } from '@naru/contracts';
import { folderBeside, settleFolder, writeFileAtomically } from '@naru/files';

import { datasetCard } from './card.ts';
import { datasetId, manifestOf, type ManifestParts } from './manifest.ts';
import { FeedbackWriter } from './write-feedback.ts';
import { SplitWriter } from './write-splits.ts';
import type { RowState } from '../rows/row-state.ts';

export interface Published {
  readonly id: string;
  readonly path: string;
  readonly manifest: DatasetManifest;
  /** It was there already, of the same content. */
  readonly known: boolean;
}

export interface Publication extends Omit<ManifestParts, 'splits' | 'preferences' | 'messages'> {
  /** Rows shard by shard, as they stand after the last step. */
  readonly shards: Iterable<readonly RowState[]>;
  /** A page that stands alone. */
  readonly report: (manifest: DatasetManifest) => string;
  /** Called after each shard. */
  readonly wrote: () => void;
}

/** Writes a dataset beside and renames the folder when it is whole. */
export async function publish(datasets: string, publication: Publication): Promise<Published> {
  const { shards, report, wrote, ...parts } = publication;
  const beside = await folderBeside(datasets);
  try {
    const writer = new SplitWriter(beside);
    const feedback = new FeedbackWriter(beside);
    for (const states of shards) {
      await writer.write(states);
      await feedback.write(states);
      wrote();
    }
    const manifest = manifestOf({ ...parts, splits: await writer.close(), ...(await feedback.close()) });
    await writeFileAtomically(join(beside, 'report.html'), report(manifest));
    await writeFileAtomically(join(beside, 'README.md'), datasetCard(manifest));
    await writeFileAtomically(join(beside, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    const id = datasetId(manifest);
    return { id, manifest, ...(await settleFolder(beside, id)) };
  } catch (error) {
    await rm(beside, { recursive: true, force: true });
    throw error;
  }
}
