import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { AuditRow } from '@naru/db';
import { IsBoolean, IsOptional, IsString, Matches, MaxLength, ValidateIf } from 'class-validator';

import { EVAL_ID } from './evaluation-reports.ts';
import { NamedView, SHA256 } from './registry-state.dto.ts';

const LONGEST_WHY = 500;
const SHA256_MESSAGE = { message: 'must be 64 hex digits' };
const EVAL_MESSAGE = { message: 'must be the id of an evaluation, such as 20261123T020304-abc123' };

export class DemandsQuery {
  @ApiProperty({ pattern: SHA256 })
  @Matches(new RegExp(SHA256), SHA256_MESSAGE)
  adapterSha256!: string;

  @ApiPropertyOptional({ pattern: EVAL_ID, description: 'By default the newest report of the adapter.' })
  @IsOptional()
  @Matches(new RegExp(EVAL_ID), EVAL_MESSAGE)
  evalId?: string;
}

export class PromoteDto {
  @ApiProperty({ pattern: SHA256 })
  @Matches(new RegExp(SHA256), SHA256_MESSAGE)
  adapterSha256!: string;

  @ApiPropertyOptional({ type: String, nullable: true, pattern: EVAL_ID })
  @IsOptional()
  @Matches(new RegExp(EVAL_ID), EVAL_MESSAGE)
  evalId?: string | null;

  @ApiPropertyOptional({ default: false, description: 'Goes on although demands are not met; needs why.' })
  @ValidateIf((body: PromoteDto) => body.force !== undefined)
  @IsBoolean()
  force?: boolean;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: LONGEST_WHY })
  @ValidateIf(({ force, why }: PromoteDto) => force === true || (why !== undefined && why !== null))
  @IsString()
  @Matches(/\S/, { message: 'needs a reason' })
  @MaxLength(LONGEST_WHY)
  why?: string | null;
}

export class RollBackDto {
  @ApiProperty({ maxLength: LONGEST_WHY })
  @IsString()
  @Matches(/\S/, { message: 'needs a reason' })
  @MaxLength(LONGEST_WHY)
  why!: string;
}

export class DemandView {
  @ApiProperty()
  code!: string;

  @ApiProperty()
  message!: string;

  @ApiProperty({ description: 'A reason is enough to go on all the same.' })
  forcible!: boolean;
}

export class DemandsView {
  @ApiProperty({ type: String, nullable: true, description: 'The report that was looked at.' })
  evalId!: string | null;

  @ApiProperty({ type: [DemandView], description: 'None: a promotion would go through.' })
  unmet!: DemandView[];
}

export class AuditEntryView {
  @ApiProperty()
  id!: string;

  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty({ enum: ['promote', 'rollback', 'candidate', 'canary-start', 'canary-end', 'outside'] })
  action!: AuditRow['action'];

  @ApiProperty({ enum: ['candidate', 'production', 'previous'] })
  alias!: AuditRow['alias'];

  @ApiProperty()
  by!: string;

  @ApiProperty({ type: NamedView, nullable: true })
  from!: NamedView | null;

  @ApiProperty({ type: NamedView, nullable: true })
  to!: NamedView | null;

  @ApiProperty()
  why!: string;

  @ApiProperty()
  forced!: boolean;

  @ApiProperty({ type: String, nullable: true })
  evalId!: string | null;

  @ApiProperty({ type: String, nullable: true })
  reportSha256!: string | null;

  @ApiProperty({ description: 'Over the entry and the one before.' })
  hash!: string;
}
