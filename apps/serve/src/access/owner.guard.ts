import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AppError, type ErrorCode } from '@naru/contracts';
import { ApiKeyRow, ConversationRow, MessageRow, PresetRow } from '@naru/db';
import type { FastifyRequest } from 'fastify';
import type { EntityTarget, FindOptionsWhere } from 'typeorm';

import { OpenRows } from './open-rows.ts';
import { principalOf, setOwned } from './request-access.ts';
import { ADMIN, OWNED, type OwnedKind } from './route-rules.ts';

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

interface OwnedTable {
  readonly table: EntityTarget<object>;
  readonly where: (id: string, owner: string) => FindOptionsWhere<object>;
  readonly missing: ErrorCode;
}

const TABLES: Readonly<Record<OwnedKind, OwnedTable>> = {
  conversation: {
    table: ConversationRow,
    where: (id, ownerId) => ({ id, ownerId }),
    missing: 'conversation.not-found',
  },
  message: { table: MessageRow, where: (id, ownerId) => ({ id, ownerId }), missing: 'message.not-found' },
  stream: { table: MessageRow, where: (streamId, ownerId) => ({ streamId, ownerId }), missing: 'stream.not-found' },
  preset: { table: PresetRow, where: (id, ownerId) => ({ id, ownerId }), missing: 'preset.not-found' },
  key: { table: ApiKeyRow, where: (id, userId) => ({ id, userId }), missing: 'key.not-found' },
};

// A route that takes the name of a row and does not say whose it is was forgotten.
function refuseUnowned({ routeOptions }: FastifyRequest): void {
  if (routeOptions.url?.includes(':') === true) throw new AppError('auth.forbidden', 'This route is closed.');
}

/** The one place that says whose a row is: what belongs to another person is not found. */
@Injectable()
export class OwnerGuard implements CanActivate {
  private readonly reflector: Reflector;
  private readonly rows: OpenRows;

  constructor(reflector: Reflector, rows: OpenRows) {
    this.reflector = reflector;
    this.rows = rows;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const kind = this.reflector.get<OwnedKind | undefined>(OWNED, context.getHandler());
    const request = context.switchToHttp().getRequest<FastifyRequest<{ Params: { readonly id: string } }>>();
    if (kind === undefined) {
      const isAdmins = this.reflector.getAllAndOverride<unknown>(ADMIN, [context.getHandler(), context.getClass()]);
      if (isAdmins !== true) refuseUnowned(request);
      return true;
    }
    const owner = principalOf(request)?.userId;
    const { id } = request.params;
    if (!ID.test(id)) throw new AppError('request.invalid', 'The id in the path is no id.');
    const { table, where, missing } = TABLES[kind];
    const row = owner === undefined ? null : await this.rows.one(table, where(id, owner));
    if (row === null) throw new AppError(missing, `There is no ${kind} of this id.`);
    setOwned(request, row);
    return true;
  }
}
