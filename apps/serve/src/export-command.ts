import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { workspaceRoot } from '@naru/config';
import { AppError } from '@naru/contracts';
import { databasePlace, DatabaseSettings, openDatabase } from '@naru/db';

import { exportFeedback } from './feedback/exports/export-feedback.ts';
import type { Load } from './run-serve.ts';

/** `serve:export-feedback [--out=<folder>]`: writes the feedback that people agreed to have learned from. */
export async function exportCommand(argv: readonly string[], load: Load, say = tell): Promise<number> {
  const folder = folderIn(argv);
  const forgotten = join(workspaceRoot(), 'data', 'forgotten.jsonl');
  const database = await openDatabase(databasePlace(load(DatabaseSettings)));
  try {
    const { id, path, manifest, known } = await exportFeedback(database, { folder, createdBy: null, forgotten });
    const { answers, pairs } = manifest.counts;
    say(`${id}${known ? '  (was there already)' : ''}`);
    say(`  ${answers} answers, ${pairs} preference pairs, ${manifest.withdrawn.length} withdrawn`);
    say(`  ${relative(process.cwd(), path)}`);
    return 0;
  } finally {
    await database.close();
  }
}

/** @throws AppError `usage` */
function folderIn(argv: readonly string[]): string {
  const usual = join(workspaceRoot(), 'data', 'feedback');
  try {
    const { values } = parseArgs({ args: [...argv], options: { out: { type: 'string' } } });
    return values.out === undefined ? usual : resolve(values.out);
  } catch (cause) {
    const hint = 'serve:export-feedback [--out=<folder>]; the usual one is data/feedback.';
    throw new AppError('usage', (cause as Error).message, { hint, cause });
  }
}

function tell(text: string): void {
  process.stdout.write(`${text}\n`);
}
