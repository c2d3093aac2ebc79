import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiParam, ApiResponse, ApiSecurity } from '@nestjs/swagger';
import type { Scope } from '@naru/db';

export const PUBLIC = 'naru:public';
export const SCOPE = 'naru:scope';
export const ADMIN = 'naru:admin';
export const OWNED = 'naru:owned';

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

/** `:id` is a row of this kind, one of the app's `OwnedTables`, that belongs to who asks; anybody else's is not found. */
export const OwnedRow = (
  kind: string,
  id: { readonly format?: string; readonly pattern?: string } = { format: 'uuid' },
) =>
  applyDecorators(
    SetMetadata(OWNED, kind),
    ApiParam({ name: 'id', schema: { type: 'string', ...id } }),
    ApiResponse({ status: 404, description: 'Nothing of that id belongs to who asks.' }),
  );
