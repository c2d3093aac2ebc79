import type { AuditedVersion } from '@naru/db';

import type { Decided } from '../registry.ts';

/** In the order in which they are moved: what serves first. */
export const ALIASES = ['production', 'previous', 'candidate'] as const;
export type Alias = (typeof ALIASES)[number];

/** The version that each alias has to name; null: there is to be no such alias. */
export function wantedAliases({
  production,
  candidate,
  before,
}: Decided): Readonly<Record<Alias, AuditedVersion | null>> {
  return { production, candidate, previous: before.at(-1) ?? null };
}

/** The model's tag that says up to which row of the audit MLflow has been told; `moving <id>` while it is. */
export const TOLD_TAG = 'naru.audit';
export const MOVING = 'moving ';
