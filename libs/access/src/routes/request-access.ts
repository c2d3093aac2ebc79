import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

import type { Principal } from '../callers/principal.ts';

const principals = new WeakMap<FastifyRequest, Principal>();
const rows = new WeakMap<FastifyRequest, object>();

export function setPrincipal(request: FastifyRequest, principal: Principal): void {
  principals.set(request, principal);
}

export function principalOf(request: FastifyRequest): Principal | undefined {
  return principals.get(request);
}

export function setOwned(request: FastifyRequest, row: object): void {
  rows.set(request, row);
}

/** Who asks. */
export const Person = createParamDecorator((_: unknown, context: ExecutionContext): Principal => {
  const principal = principals.get(context.switchToHttp().getRequest<FastifyRequest>());
  if (principal === undefined) throw new Error('This route is public: it has no person.');
  return principal;
});

/** The row that the path names; it belongs to who asks. */
export const Mine = createParamDecorator((_: unknown, context: ExecutionContext): object => {
  const row = rows.get(context.switchToHttp().getRequest<FastifyRequest>());
  if (row === undefined) throw new Error('This route is not marked with @Owned.');
  return row;
});
