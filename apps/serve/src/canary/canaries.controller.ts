import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Person, RequireAdmin, type Principal } from '@naru/access';

import { CanariesView, CanaryParams, CanaryView, NewCanaryDto } from './canaries.dto.ts';
import { CanariesService } from './canaries.service.ts';

const ID = { name: 'id', schema: { type: 'string', format: 'uuid' } } as const;
const MISSING = { status: 404, description: 'canary.not-found' };

@ApiTags('admin')
@RequireAdmin()
@Controller('api/admin/canaries')
export class CanariesController {
  private readonly canaries: CanariesService;

  constructor(canaries: CanariesService) {
    this.canaries = canaries;
  }

  /** Gives a candidate a share of the conversations, or lets it answer unseen, until one is shown to be worse or not. */
  @Post()
  @ApiResponse({ status: 201, type: CanaryView })
  @ApiResponse({ status: 400, description: 'canary.refused' })
  @ApiResponse({ status: 409, description: 'canary.conflict' })
  @ApiResponse({ status: 503, description: 'There is no registry, or MLflow is away.' })
  begin(@Person() person: Principal, @Body() body: NewCanaryDto): Promise<CanaryView> {
    return this.canaries.begin(person, body);
  }

  /** The newest first. */
  @Get()
  @ApiResponse({ status: 200, type: CanariesView })
  list(): Promise<CanariesView> {
    return this.canaries.list();
  }

  /** What has been counted, with bounds that hold however often one looks. */
  @Get(':id')
  @ApiParam(ID)
  @ApiResponse({ status: 200, type: CanaryView })
  @ApiResponse(MISSING)
  one(@Param() { id }: CanaryParams): Promise<CanaryView> {
    return this.canaries.stand(id);
  }

  /** Ends it now: no new message goes to the candidate. */
  @Post(':id/stop')
  @HttpCode(200)
  @ApiParam(ID)
  @ApiResponse({ status: 200, type: CanaryView })
  @ApiResponse(MISSING)
  @ApiResponse({ status: 409, description: 'canary.conflict' })
  stop(@Person() person: Principal, @Param() { id }: CanaryParams): Promise<CanaryView> {
    return this.canaries.stop(person, id);
  }
}
