import type { AuditedVersion } from '@naru/db';

import type { NamedView } from './registry-state.dto.ts';

export const timeOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

export function namedOf(version: AuditedVersion | null): NamedView | null {
  if (version === null) return null;
  const { name, version: number, adapterSha256 } = version;
  return { name, version: number, adapterSha256 };
}
