import { Controller, Get } from '@nestjs/common';
import { ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Person, type Principal, RequireScope } from '@naru/access';

import { Limiter } from '../limits/limiter.ts';
import { DayCounts } from './day-counts.ts';

class TodayView {
  @ApiProperty({ type: 'integer' })
  requests!: number;

  @ApiProperty({ type: 'integer' })
  tokens!: number;
}

class LimitsView {
  @ApiProperty({ type: 'integer', nullable: true, description: 'null: no limit.' })
  requestsPerMinute!: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  tokensPerMinute!: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  tokensPerDay!: number | null;
}

export class UsageOfTodayView {
  @ApiProperty({ type: TodayView })
  today!: TodayView;

  @ApiProperty({ type: LimitsView })
  limits!: LimitsView;
}

@ApiTags('usage')
@RequireScope('conversations')
@Controller('api/usage')
export class UsageController {
  private readonly counts: DayCounts;
  private readonly limiter: Limiter;

  constructor(counts: DayCounts, limiter: Limiter) {
    this.counts = counts;
    this.limiter = limiter;
  }

  /** What who asks has used today (UTC), and what they may use. */
  @Get()
  @ApiResponse({ status: 200, type: UsageOfTodayView })
  async get(@Person() { userId, keyId, userLimits, keyLimits }: Principal): Promise<UsageOfTodayView> {
    const today = await this.counts.ofToday(keyId === null ? `user:${userId}` : `key:${keyId}`);
    const limits = this.limiter.of(keyId === null ? userLimits : keyLimits);
    const shown = (limit: number): number | null => (limit > 0 ? limit : null);
    return {
      today,
      limits: {
        requestsPerMinute: shown(limits.requestsPerMinute),
        tokensPerMinute: shown(limits.tokensPerMinute),
        tokensPerDay: shown(limits.tokensPerDay),
      },
    };
  }
}
