import type { Terminal } from '@naru/terminal';

import { previewOf } from '../read/preview.ts';
import type { PullDataset, SourceConfig } from '../read/index.ts';

/** `data-prep preview <source>`: the first rows of a source, as one line of JSON. */
export async function preview(
  source: string,
  { limit, terminal, pullDataset }: { limit: string; terminal: Terminal; pullDataset: PullDataset },
): Promise<void> {
  const config = JSON.parse(source) as SourceConfig;
  const found = await previewOf(config, { rows: Number(limit), pullDataset });
  terminal.write(`${JSON.stringify(found)}\n`);
}
