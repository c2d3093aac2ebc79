import { existsSync } from 'node:fs';

import { AppError } from '@naru/contracts';
import type { AuditedVersion, AuditRow } from '@naru/db';

import { isAboutMlflow, record, tell } from './carry-out.ts';
import type { Parts } from './parts.ts';

/** Puts back what was in production before, also while MLflow is away; see `Registry.rollback`. */
export async function rollback(parts: Parts, { by, why }: Readonly<Record<'by' | 'why', string>>): Promise<AuditRow> {
  if (by.trim() === '' || why.trim() === '') {
    throw new AppError('usage', 'A rollback needs to say who wants it and why.', { hint: 'Say it with --why="…".' });
  }
  const seen = await parts.log.decided();
  const to = seen.before.at(-1);
  if (to === undefined) {
    throw new AppError('promotion.refused', 'There is nothing to go back to: nothing was in production before.', {
      hint: 'evaluate:versions shows what was promoted.',
    });
  }
  if (to !== null) await refuseMissing(parts, to);
  const row = await record(parts, seen, {
    ...{ action: 'rollback', alias: 'production', by, why, from: seen.production, to },
    ...{ forced: false, evalId: null, reportSha256: null },
  });
  await tell(parts).catch(unlessAway);
  return row;
}

/** What is wrong in production has to go, whether MLflow answers and knows of it or not: `settle` tells it later. */
export function unlessAway(error: unknown): void {
  const isLost = error instanceof AppError && error.code === 'registry.lost';
  if (!isLost && !isAboutMlflow(error)) throw error;
}

async function refuseMissing({ findAdapter }: Parts, { name, adapterSha256 }: AuditedVersion): Promise<void> {
  const adapter = adapterSha256 === null ? undefined : await findAdapter(adapterSha256);
  if (adapter !== undefined && existsSync(adapter.ggufPath)) return;
  throw new AppError('promotion.refused', `${name}, which was in production before, is no longer on this machine.`, {
    hint: 'Bring its run back to models/fine-tuned, or promote another adapter.',
  });
}
