import type { Account } from '../api/types.ts';

export function nameOf({ name, email }: Account): string {
  return name ?? email ?? '';
}
