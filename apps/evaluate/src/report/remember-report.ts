import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { AppError } from '@naru/contracts';
import { recordEvaluation } from '@naru/registry';

import type { CommandContext } from '../commands/context.ts';
import { withDatabase } from '../promotion/with-registry.ts';
import type { KeptReport } from './kept-reports.ts';

/**
 * Keeps the report's hash in the database: a promotion asks for it. Where there is no database now, the report stands all
 * the same, and the same evaluation asked for again keeps it then.
 */
export async function rememberReport({ folder, sha256 }: KeptReport, context: CommandContext): Promise<void> {
  const json = await readFile(join(folder, 'report.json'), 'utf8');
  try {
    await withDatabase(context, (database) => recordEvaluation(database, { json, sha256 }));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    context.log.warn({ err: error }, 'the report was not recorded');
    context.progress.say(`The report cannot promote yet, since it was not recorded: ${error.message}`);
  }
}
