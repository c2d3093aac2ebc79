import { AppError } from '@naru/contracts';
import type { AuditedVersion, AuditRow } from '@naru/db';

import { askMlflow } from '../mlflow-fault.ts';
import type { Nomination } from '../registry.ts';
import { audited } from '../versions/known-versions.ts';
import { carryOut, reportOf } from './carry-out.ts';
import type { Parts } from './parts.ts';

/** Says which version is the candidate; see `Registry.nominate`. */
export async function nominate(
  parts: Parts,
  { action, adapterSha256, by, why, report }: Nomination,
): Promise<AuditRow> {
  const to = adapterSha256 === null ? null : await versionOf(parts, adapterSha256);
  const seen = await parts.log.decided();
  return carryOut(parts, seen, {
    ...{ action, alias: 'candidate', by, why, from: seen.candidate, to, forced: false },
    ...reportOf(report),
  });
}

async function versionOf({ findAdapter, versions }: Parts, sha256: string): Promise<AuditedVersion> {
  const adapter = await findAdapter(sha256);
  if (adapter === undefined) {
    throw new AppError('model.not-found', `No finished run on this machine holds the adapter ${sha256.slice(0, 8)}.`);
  }
  return { ...audited(await askMlflow(() => versions.ensure(adapter))), name: adapter.name };
}
