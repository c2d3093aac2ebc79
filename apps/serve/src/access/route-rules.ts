import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiParam, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import type { Scope } from '@naru/db';

export const PUBLIC = 'naru:public';
export const SCOPE = 'naru:scope';
export const ADMIN = 'naru:admin';
export const OWNED = 'naru:owned';

/** What the id in a path can stand for. */
export type OwnedKind = 'conversation' | 'message' | 'stream' | 'preset' | 'key';

/** Anybody may call it. */
export const Public = () => SetMetadata(PUBLIC, true);

const refusals = [
  ApiResponse({ status: 401, description: 'Not signed in, or no valid key.' }),
  ApiResponse({ status: 403, description: 'The key lacks the scope, or the CSRF token is missing.' }),
];

/** People may call it, and programs whose key has the scope. */
export const RequireScope = (scope: Scope) =>
  applyDecorators(SetMetadata(SCOPE, scope), ApiSecurity('key'), ApiSecurity('session'), ...refusals);

/** For administrators; a program's key needs the scope `admin` too. */
export const RequireAdmin = () => applyDecorators(SetMetadata(ADMIN, true), RequireScope('admin'));

/** `:id` is a row of this kind that belongs to who asks; anybody else's is not found. */
export const Owned = (kind: OwnedKind) =>
  applyDecorators(
    SetMetadata(OWNED, kind),
    ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } }),
    ApiResponse({ status: 404, description: 'Nothing of that id belongs to who asks.' }),
  );
