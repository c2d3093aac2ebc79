import { join, relative } from 'node:path';

import { whole } from '@naru/terminal';

import type { PublishedSource } from '../synthesize/publish.ts';
import { readSynthesis } from '../synthesize/read-synthesis.ts';
import { runSynthesis, type SynthesisContext } from '../synthesize/run-synthesis.ts';
import { recipePath } from './build.ts';

const FOLDER = 'apps/data-prep/synthesis';

/** `data-prep:synthesize --config=<name or file>`: makes a source of rows that a model writes, and tells where it is. */
export async function synthesizeSource(config: string, context: SynthesisContext): Promise<PublishedSource> {
  const { places, progress } = context;
  const synthesis = readSynthesis(recipePath(config, places, FOLDER), places.root);
  const published = await runSynthesis(synthesis, context);
  for (const line of summaryOf(published, synthesis.budget_tokens, places.root)) progress.say(line);
  return published;
}

function summaryOf({ id, path, manifest }: PublishedSource, budget: number | null, root: string): string[] {
  const { rows, wanted, ended, dropped, tokens } = manifest;
  const spent = tokens.prompt + tokens.completion;
  const causes = Object.entries(dropped).sort(([, a], [, b]) => b - a);
  const of = budget === null ? '' : ` of ${whole(budget)}`;
  return [
    '',
    id,
    `  ${whole(rows.rows)} of ${whole(wanted)} rows wanted · ${whole(spent)}${of} tokens${tokens.estimated > 0 ? ', some estimated' : ''}`,
    ...(causes.length === 0 ? [] : [`  left out: ${causes.map(([cause, count]) => `${cause} ${count}`).join(', ')}`]),
    ...(ended === 'budget'
      ? ['  The budget is reached. With a larger budget_tokens the same command goes on from here.']
      : []),
    `  in a recipe: path: ${relative(root, join(path, rows.path))}`,
  ];
}
