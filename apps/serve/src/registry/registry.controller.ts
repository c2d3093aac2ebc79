import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Person, type Principal, RequireAdmin, RequireScope } from '@naru/access';

import { AuditPageView, AuditQueryDto } from './audit-log.dto.ts';
import { AuditLog } from './audit-log.ts';
import { AuditEntryView, DemandsQuery, DemandsView, PromoteDto, RollBackDto } from './promotions.dto.ts';
import { Promotions } from './promotions.ts';
import { RegistryStateView } from './registry-state.dto.ts';
import { RegistryStates } from './registry-state.ts';

/** What everybody may see of models. */
@ApiTags('models')
@Controller('api/registry')
export class OpenRegistryController {
  private readonly states: RegistryStates;

  constructor(states: RegistryStates) {
    this.states = states;
  }

  /** The versions and what is in production, without who did what. */
  @Get()
  @RequireScope('conversations')
  @ApiResponse({ status: 200, type: RegistryStateView })
  state(): Promise<RegistryStateView> {
    return this.states.now(false);
  }
}

@ApiTags('admin')
@RequireAdmin()
@Controller('api/admin/registry')
export class RegistryController {
  private readonly states: RegistryStates;
  private readonly log: AuditLog;
  private readonly promotions: Promotions;

  constructor(states: RegistryStates, log: AuditLog, promotions: Promotions) {
    this.states = states;
    this.log = log;
    this.promotions = promotions;
  }

  /** Versions, aliases, and how the server follows them. While MLflow is away: what was last known. */
  @Get()
  @ApiResponse({ status: 200, type: RegistryStateView })
  state(): Promise<RegistryStateView> {
    return this.states.now(true);
  }

  /** Every change of what is in production, newest first. */
  @Get('audit')
  @ApiResponse({ status: 200, type: AuditPageView })
  audit(@Query() query: AuditQueryDto): Promise<AuditPageView> {
    return this.log.page(query);
  }

  /** What a promotion demands and is not met. */
  @Get('demands')
  @ApiResponse({ status: 200, type: DemandsView })
  @ApiResponse({ status: 409, description: 'registry.none' })
  demands(@Query() query: DemandsQuery): Promise<DemandsView> {
    return this.promotions.demands(query);
  }

  /** Puts an adapter into production. */
  @Post('promote')
  @ApiResponse({ status: 201, type: AuditEntryView })
  @ApiResponse({ status: 409, description: 'promotion.refused, promotion.conflict, registry.none' })
  @ApiResponse({ status: 503, description: 'tracking.unreachable' })
  promote(@Person() person: Principal, @Body() body: PromoteDto): Promise<AuditEntryView> {
    return this.promotions.promote(person, body);
  }

  /** Puts back what was in production before. */
  @Post('rollback')
  @ApiResponse({ status: 201, type: AuditEntryView })
  @ApiResponse({ status: 409, description: 'promotion.refused, promotion.conflict, registry.none' })
  @ApiResponse({ status: 503, description: 'tracking.unreachable' })
  rollBack(@Person() person: Principal, @Body() { why }: RollBackDto): Promise<AuditEntryView> {
    return this.promotions.rollBack(person, why);
  }
}
