import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { AppError } from '@naru/contracts';
import type { Scope } from '@naru/db';
import type { FastifyRequest } from 'fastify';

import type { Credentials } from '../callers/credentials.ts';
import { hasToken } from '../callers/tokens.ts';
import type { Principal } from '../callers/principal.ts';
import { setPrincipal } from './request-access.ts';
import { ADMIN, PUBLIC, SCOPE } from './route-rules.ts';

/** Routes of libs/nest: they show nothing of anybody's. */
const OF_THE_SERVER: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface AccessGuardParts {
  readonly reflector: Reflector;
  readonly credentials: Credentials;
  /** Without sign-in, only pages of this machine may ask: a page elsewhere could name itself after this one. */
  readonly loopbackOnly: boolean;
}

/** Who asks, and whether they may call this route at all. A route that says nothing of it is closed. */
@Injectable()
export class AccessGuard implements CanActivate {
  readonly #parts: AccessGuardParts;

  constructor(parts: AccessGuardParts) {
    this.#parts = parts;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { reflector, credentials, loopbackOnly } = this.#parts;
    const rule = (name: string): unknown =>
      reflector.getAllAndOverride<unknown>(name, [context.getHandler(), context.getClass()]);
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (loopbackOnly) requireLoopback(request);
    if (rule(PUBLIC) === true || OF_THE_SERVER.has(request.routeOptions.url ?? '')) return true;
    const principal = await credentials.of(request.headers);
    requireCsrf(request, principal);
    requireScope(principal, rule(SCOPE) as Scope | undefined);
    if (rule(ADMIN) === true && principal.role !== 'admin') {
      throw new AppError('auth.forbidden', 'This is for administrators.');
    }
    setPrincipal(request, principal);
    return true;
  }
}

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** Whether a Host header names this machine by itself. */
export const isLoopbackName = (host: string | undefined): boolean => LOOPBACK.test(host ?? '');

// Without sign-in, a page of another site could reach this one under a name of its own that leads here (DNS rebinding).
function requireLoopback({ headers }: FastifyRequest): void {
  if (isLoopbackName(headers.host)) return;
  throw new AppError('auth.forbidden', 'Without sign-in, only this machine is served, under its own name.', {
    hint: 'Open http://127.0.0.1, or set ENABLE_AUTH=true.',
  });
}

function requireScope(principal: Principal, scope: Scope | undefined): void {
  if (scope === undefined) throw new AppError('auth.forbidden', 'This route is closed.');
  if (principal.keyId === null || principal.scopes.includes(scope)) return;
  throw new AppError('auth.forbidden', `This key has no scope "${scope}".`, {
    hint: 'Make a key with that scope, or use another one.',
  });
}

function requireCsrf(request: FastifyRequest, { csrfToken }: Principal): void {
  if (csrfToken === null || SAFE.has(request.method)) return;
  const given = request.headers['x-csrf-token'];
  if (typeof given === 'string' && hasToken(given, csrfToken)) return;
  throw new AppError('auth.forbidden', 'The header x-csrf-token is missing or old.', {
    hint: 'Take its value from GET /api/session.',
  });
}
