import { join } from 'node:path';

import { FileHashes } from '@naru/files';
import type { Terminal } from '@naru/terminal';

import { previewOf } from '../read/preview.ts';
import { resolvedFeedback, type PullDataset, type SourceConfig } from '../read/index.ts';
import { workOf, type Places } from '../recipe/places.ts';

export interface PreviewContext {
  readonly limit: string;
  readonly terminal: Terminal;
  readonly places: Places;
  readonly pullDataset: PullDataset;
}

/** `data-prep preview <source>`: the first rows of a source, as one line of JSON. */
export async function preview(source: string, { limit, terminal, places, pullDataset }: PreviewContext): Promise<void> {
  const feedback = {
    root: join(places.root, 'data', 'feedback'),
    hashes: new FileHashes(join(workOf(places), 'hashes.json')),
  };
  const [config] = await resolvedFeedback([JSON.parse(source) as SourceConfig], feedback);
  if (config === undefined) return;
  const found = await previewOf(config, { rows: Number(limit), pullDataset });
  terminal.write(`${JSON.stringify(found)}\n`);
}
