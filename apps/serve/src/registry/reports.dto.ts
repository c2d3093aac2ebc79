import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { EvaluationReport } from '@naru/contracts';
import { IsIn, IsOptional, Matches } from 'class-validator';

import { EVAL_ID, type ReportSummary } from './evaluation-reports.ts';
import { NamedView, SHA256 } from './registry-state.dto.ts';

export class ReportParams {
  @Matches(new RegExp(EVAL_ID), { message: 'id must be the id of an evaluation, such as 20261123T020304-abc123' })
  id!: string;
}

export class ReportsQuery {
  @ApiPropertyOptional({ pattern: SHA256, description: 'Of one adapter.' })
  @IsOptional()
  @Matches(new RegExp(SHA256), { message: 'must be 64 hex digits' })
  adapterSha256?: string;
}

export class ReportPageQuery {
  @ApiPropertyOptional({ enum: ['1'], description: 'As a file.' })
  @IsOptional()
  @IsIn(['1'])
  download?: '1';
}

export class ReportSummaryView {
  @ApiProperty({ pattern: EVAL_ID })
  id!: string;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ type: NamedView })
  candidate!: NamedView;

  @ApiProperty({ type: NamedView })
  baseline!: NamedView;

  @ApiProperty({ enum: ['better', 'not better', 'inconclusive'] })
  verdict!: 'better' | 'not better' | 'inconclusive';

  @ApiProperty()
  gate!: string;

  @ApiProperty({ type: [String] })
  because!: string[];

  @ApiProperty({ description: 'Evaluation items are in the training data.' })
  contaminated!: boolean;

  @ApiProperty({ pattern: SHA256, description: 'Of the bytes of report.json.' })
  sha256!: string;
}

export class ReportsView {
  @ApiProperty({ type: [ReportSummaryView], description: 'Newest first.' })
  reports!: ReportSummaryView[];
}

export class WholeReportView {
  @ApiProperty({ pattern: SHA256 })
  sha256!: string;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'As evaluation-report.schema.json says.' })
  report!: EvaluationReport;
}

export function reportView({ candidate, baseline, because, ...rest }: ReportSummary): ReportSummaryView {
  return { ...rest, because: [...because], candidate: subjectOf(candidate), baseline: subjectOf(baseline) };
}

const subjectOf = ({ name, sha256 }: EvaluationReport['candidate']): NamedView => ({
  name,
  version: null,
  adapterSha256: sha256,
});
