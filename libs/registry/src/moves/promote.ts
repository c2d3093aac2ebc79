import { AppError } from '@naru/contracts';
import type { AuditRow } from '@naru/db';

import { refused } from '../demands/refusal.ts';
import { askMlflow } from '../mlflow-fault.ts';
import type { Decided, PromotionOrder, Refusal } from '../registry.ts';
import { parseReport } from '../reports/parse-report.ts';
import { audited } from '../versions/known-versions.ts';
import { examine } from './demands.ts';
import { carryOut, reportOf } from './carry-out.ts';
import type { Parts } from './parts.ts';

/** Puts an adapter into production; see `Registry.promote`. */
export async function promote(parts: Parts, order: PromotionOrder): Promise<AuditRow> {
  checkOrder(order);
  try {
    return await promoteOnce(parts, order);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'promotion.conflict') throw error;
    // It may have been the same command, run twice.
    const there = await alreadyThere(parts, await parts.log.decided(), order.adapterSha256);
    if (there === undefined) throw error;
    return there;
  }
}

async function promoteOnce(parts: Parts, order: PromotionOrder): Promise<AuditRow> {
  const seen = await parts.log.decided();
  const there = await alreadyThere(parts, seen, order.adapterSha256);
  if (there !== undefined) return there;
  const { adapter, refusals } = await examine(parts, order, seen);
  const isForced = refusals.length > 0 && order.force === true && refusals.every(({ forcible }) => forcible);
  if (adapter === undefined || (refusals.length > 0 && !isForced)) {
    throw refused(adapter?.name ?? order.adapterSha256.slice(0, 8), refusals);
  }
  const version = await askMlflow(() => parts.versions.ensure(adapter));
  return carryOut(parts, seen, {
    ...{ action: 'promote', alias: 'production', by: order.by, from: seen.production },
    ...{ to: { ...audited(version), name: adapter.name }, forced: isForced, why: whyOf(order, refusals) },
    ...reportOf(order.report),
  });
}

function checkOrder({ by, force, why }: PromotionOrder): void {
  if (by.trim() === '') throw new AppError('usage', 'It has to be said who promotes.');
  if (force === true && (why ?? '').trim() === '') {
    throw new AppError('usage', 'What is forced needs a reason.', {
      hint: 'Say it with --why="…"; the audit log keeps it.',
    });
  }
}

/** A command that was killed after it had written its row, and is run again. */
async function alreadyThere({ log }: Parts, seen: Decided, sha256: string): Promise<AuditRow | undefined> {
  if (seen.production?.adapterSha256 !== sha256) return undefined;
  return (await log.all()).findLast(({ alias, to }) => alias === 'production' && to?.adapterSha256 === sha256);
}

function whyOf({ why, report }: PromotionOrder, refusals: readonly Refusal[]): string {
  const unmet = refusals.map(({ message }) => message);
  if (unmet.length > 0) return [why ?? '', 'Forced although:', ...unmet].join(' ');
  if (why !== undefined && why.trim() !== '') return why;
  const parsed = report === null ? undefined : parseReport(report);
  return parsed?.ok === true ? `better: ${parsed.report.because.join('; ')}` : '';
}
