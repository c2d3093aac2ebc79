import type { AuditedVersion, AuditRow } from '@naru/db';

import type { Decided } from '../registry.ts';

const NOTHING: Decided = { production: null, candidate: null, before: [], last: null };

/** What the rows of one registered model come to, in their order. */
export function decidedBy(rows: readonly AuditRow[]): Decided {
  return rows.reduce((decided, row) => ({ ...after(decided, row), last: row }), NOTHING);
}

function after(decided: Decided, { action, alias, to }: AuditRow): Decided {
  const { production, candidate, before } = decided;
  if (alias === 'candidate') return { ...decided, candidate: to };
  if (alias === 'previous') return { ...decided, before: [...before.slice(0, -1), to] };
  const isBack = action === 'rollback' || (action === 'outside' && before.length > 0 && isSame(before.at(-1), to));
  return {
    ...decided,
    production: to,
    candidate: isSame(candidate, to) ? null : candidate,
    before: isBack ? before.slice(0, -1) : [...before, production],
  };
}

/** Whether both are one version; null is the base model. */
export function isSame(one: AuditedVersion | null | undefined, other: AuditedVersion | null | undefined): boolean {
  const [a, b] = [one, other].map((version) => `${version?.version ?? ''} ${version?.adapterSha256 ?? ''}`);
  return a === b; // a registered model that was made anew counts its versions anew
}
