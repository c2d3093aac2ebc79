import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Reflector } from '@nestjs/core';
import { AppError, type ErrorCode } from '@naru/contracts';
import type { FastifyRequest } from 'fastify';
import type { EntityTarget, FindOptionsWhere } from 'typeorm';

import type { OpenRows } from './open-rows.ts';
import type { Principal } from '../callers/principal.ts';
import { principalOf, setOwned } from './request-access.ts';
import { ADMIN, OWNED } from './route-rules.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The rows that an id in a path can stand for. */
export interface OwnedTable {
  readonly table: EntityTarget<object>;
  /** Those of this id that the person may touch. */
  readonly where: (id: string, person: Principal) => FindOptionsWhere<object>;
  readonly missing: ErrorCode;
  /** What an id looks like; by default a UUID. */
  readonly id?: RegExp;
}

/** By what `@OwnedRow` names. */
export type OwnedTables = Readonly<Record<string, OwnedTable>>;

// A route that takes the name of a row and does not say whose it is was forgotten.
function refuseUnowned({ routeOptions }: FastifyRequest): void {
  if (routeOptions.url?.includes(':') === true) throw new AppError('auth.forbidden', 'This route is closed.');
}

export interface OwnerGuardParts {
  readonly reflector: Reflector;
  readonly rows: OpenRows;
  readonly tables: OwnedTables;
}

/** The one place that says whose a row is: what belongs to another person is not found. */
@Injectable()
export class OwnerGuard implements CanActivate {
  readonly #parts: OwnerGuardParts;

  constructor(parts: OwnerGuardParts) {
    this.#parts = parts;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const { reflector, rows, tables } = this.#parts;
    const kind = reflector.get<string | undefined>(OWNED, context.getHandler());
    const request = context.switchToHttp().getRequest<FastifyRequest<{ Params: { readonly id: string } }>>();
    if (kind === undefined) {
      const isAdmins = reflector.getAllAndOverride<unknown>(ADMIN, [context.getHandler(), context.getClass()]);
      if (isAdmins !== true) refuseUnowned(request);
      return true;
    }
    const owned = tables[kind];
    if (owned === undefined) throw new Error(`Nothing says whose a ${kind} is.`);
    const person = principalOf(request);
    const { id } = request.params;
    if (!(owned.id ?? UUID).test(id)) throw new AppError('request.invalid', 'The id in the path is no id.');
    const row = person === undefined ? null : await rows.one(owned.table, owned.where(id, person));
    if (row === null) throw new AppError(owned.missing, `There is no ${kind} of this id.`);
    setOwned(request, row);
    return true;
  }
}
