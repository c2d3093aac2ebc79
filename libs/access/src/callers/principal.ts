import type { Limits, Role, Scope } from '@naru/db';

/** Who asks: a person in a browser, or a program with one of a person's keys. */
export interface Principal {
  readonly userId: string;
  readonly role: Role;
  /** null: a person, who has every scope. */
  readonly keyId: string | null;
  readonly scopes: readonly Scope[];
  readonly userLimits: Limits | null;
  readonly keyLimits: Limits | null;
  /** What is ended when this is revoked: `key:<id>`, `session:<hash>`; null: nothing can be revoked. */
  readonly credential: string | null;
  /** What a change made with a cookie has to bring along. */
  readonly csrfToken: string | null;
}

export const ALL_SCOPES: readonly Scope[] = ['chat', 'conversations', 'data', 'admin'];

/** The person of a machine without sign-in. */
export const LOCAL_USER_ID = '00000000-0000-7000-8000-000000000001';
/** Owner of what a program makes with API_KEY. */
export const BOOTSTRAP_USER_ID = '00000000-0000-7000-8000-000000000002';
