import { Controller, Get, Query } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { RequireAdmin } from '@naru/access';

import { UsageReportQuery, UsageReportView } from './usage-report.dto.ts';
import { UsageReport } from './usage-report.ts';

@ApiTags('admin')
@RequireAdmin()
@Controller('api/admin/usage')
export class UsageReportController {
  private readonly report: UsageReport;

  constructor(report: UsageReport) {
    this.report = report;
  }

  /** Requests and tokens of every person and key, by day (UTC), newest first. */
  @Get()
  @ApiResponse({ status: 200, type: UsageReportView })
  page(@Query() query: UsageReportQuery): Promise<UsageReportView> {
    return this.report.page(query);
  }
}
