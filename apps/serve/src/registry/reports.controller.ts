import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiParam, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { RequireAdmin } from '@naru/access';
import type { FastifyReply } from 'fastify';

import { EVAL_ID, EvaluationReports } from './evaluation-reports.ts';
import { LineageParams, LineageView } from './lineage.dto.ts';
import { Lineages } from './lineage.ts';
import { SHA256 } from './registry-state.dto.ts';
import {
  ReportPageQuery,
  ReportParams,
  ReportsQuery,
  ReportsView,
  reportView,
  WholeReportView,
} from './reports.dto.ts';

/** A report shows what models answered: it runs nothing and asks nobody, and has no part in the session. */
const REPORT_CSP = `sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'`;
const Id = () => ApiParam({ name: 'id', schema: { type: 'string', pattern: EVAL_ID } });

/** What speaks for a version. */
@ApiTags('admin')
@RequireAdmin()
@Controller('api/admin/registry')
export class ReportsController {
  private readonly reports: EvaluationReports;
  private readonly lineages: Lineages;

  constructor(reports: EvaluationReports, lineages: Lineages) {
    this.reports = reports;
    this.lineages = lineages;
  }

  /** Evaluations, newest first. */
  @Get('reports')
  @ApiResponse({ status: 200, type: ReportsView })
  async list(@Query() { adapterSha256 }: ReportsQuery): Promise<ReportsView> {
    const all = await (adapterSha256 === undefined ? this.reports.list() : this.reports.of(adapterSha256));
    return { reports: all.map(reportView) };
  }

  @Get('reports/:id')
  @Id()
  @ApiResponse({ status: 200, type: WholeReportView })
  @ApiResponse({ status: 404, description: 'evaluation.not-found' })
  get(@Param() { id }: ReportParams): Promise<WholeReportView> {
    return this.reports.get(id);
  }

  /** The page that stands alone. */
  @Get('reports/:id/html')
  @Id()
  @ApiProduces('text/html')
  @ApiResponse({ status: 200 })
  @ApiResponse({ status: 404, description: 'evaluation.not-found' })
  async page(
    @Param() { id }: ReportParams,
    @Query() { download }: ReportPageQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const html = await this.reports.html(id);
    void reply.header('content-security-policy', REPORT_CSP).header('x-frame-options', 'SAMEORIGIN');
    if (download === '1') void reply.header('content-disposition', `attachment; filename="${id}.html"`);
    void reply.type('text/html; charset=utf-8').send(html);
  }

  /** From the sources of an adapter to its answers. */
  @Get('lineage/:adapterSha256')
  @ApiParam({ name: 'adapterSha256', schema: { type: 'string', pattern: SHA256 } })
  @ApiResponse({ status: 200, type: LineageView })
  @ApiResponse({ status: 404, description: 'engine.model-unknown' })
  lineage(@Param() { adapterSha256 }: LineageParams): Promise<LineageView> {
    return this.lineages.of(adapterSha256);
  }
}
