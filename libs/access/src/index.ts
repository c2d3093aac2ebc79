// Owns who asks, and what they may call: sessions, keys, scopes, CSRF, whose a row is, and what a revocation ends.
// Does not know how people sign in, what any route does, nor how processes talk to one another.
export { ensureBuiltInPeople } from './callers/built-in-people.ts';
export { checkSignIn, type SignInSettings } from './callers/check-sign-in.ts';
export { cookie, cookieIn, type CookieOptions } from './callers/cookies.ts';
export { Credentials, SESSION_COOKIE, type CredentialsParts } from './callers/credentials.ts';
export { ALL_SCOPES, BOOTSTRAP_USER_ID, LOCAL_USER_ID, type Principal } from './callers/principal.ts';
export { hashOf, hasToken, newToken } from './callers/tokens.ts';
export { RevocationCheck, type RevocationCheckParts } from './revocations/revocation-check.ts';
export { answersEndedBy, endedBy, REVOKED, Revocations, type RevocationNews } from './revocations/revocations.ts';
export { AccessGuard, isLoopbackName, type AccessGuardParts } from './routes/access.guard.ts';
export { OpenRows } from './routes/open-rows.ts';
export { OwnerGuard, type OwnedTable, type OwnedTables, type OwnerGuardParts } from './routes/owner.guard.ts';
export { Mine, Person, principalOf } from './routes/request-access.ts';
export { OwnedRow, Public, RequireAdmin, RequireScope } from './routes/route-rules.ts';
