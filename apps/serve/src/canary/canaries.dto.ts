import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { EVALUATION_ID } from '@naru/registry';
import type { CanaryMode, CanaryPolicy, CanaryRow, CanaryState } from '@naru/db';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  Min,
} from 'class-validator';

import type { Comparison } from './comparison.ts';
import { MEASURE_NAMES, type MeasureName } from './measures.ts';

const SHA256 = /^[0-9a-f]{64}$/;
const MOST_HOURS = 24 * 90;
const MOST_MINUTES = 24 * 60;
const ON_WIN = ['promote', 'wait'] as const;

export class CanaryParams {
  @IsUUID()
  id!: string;
}

export class NewCanaryDto {
  @ApiProperty({ pattern: SHA256.source, description: "The candidate's adapter." })
  @IsString()
  @Matches(SHA256)
  adapterSha256!: string;

  @ApiProperty({ enum: ['share', 'shadow'], description: 'shadow: it answers too, and nobody sees it.' })
  @IsIn(['share', 'shadow'])
  mode!: CanaryMode;

  @ApiProperty({ minimum: 0.01, maximum: 0.99, description: 'Of the conversations that name no model.' })
  @IsNumber()
  @Min(0.01)
  @Max(0.99)
  share!: number;

  @ApiPropertyOptional({ type: String, nullable: true, description: 'The evaluation that it came with.' })
  @IsOptional()
  @IsString()
  @Matches(EVALUATION_ID)
  evalId?: string | null;

  @ApiPropertyOptional({ enum: MEASURE_NAMES, isArray: true, description: 'Missing: all that the mode allows.' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MEASURE_NAMES.length)
  @ArrayUnique()
  @IsIn(MEASURE_NAMES, { each: true })
  measures?: MeasureName[];

  @ApiPropertyOptional({ minimum: 0.5, maximum: 0.999, default: 0.95 })
  @IsOptional()
  @IsNumber()
  @Min(0.5)
  @Max(0.999)
  level?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 100_000, description: 'Conversations on each side.' })
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(100_000)
  minimum?: number;

  @ApiPropertyOptional({ minimum: 0, maximum: MOST_MINUTES, description: 'For a person to react to an answer.' })
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(MOST_MINUTES)
  windowMinutes?: number;

  @ApiPropertyOptional({ minimum: 0.001, maximum: MOST_HOURS })
  @IsOptional()
  @IsNumber()
  @Min(0.001)
  @Max(MOST_HOURS)
  maxHours?: number;

  @ApiPropertyOptional({ enum: ON_WIN, description: 'wait: an administrator promotes.' })
  @IsOptional()
  @IsIn(ON_WIN)
  onWin?: (typeof ON_WIN)[number];
}

export class CanaryModelView {
  @ApiProperty()
  name!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Its number in MLflow, where that is known.' })
  version!: string | null;

  @ApiProperty({ type: String, nullable: true })
  adapterSha256!: string | null;
}

class BoundsAtView {
  @ApiProperty({ format: 'date-time' })
  at!: string;

  @ApiProperty()
  low!: number;

  @ApiProperty()
  high!: number;
}

class ComparedSideView {
  @ApiProperty({ type: 'integer' })
  conversations!: number;

  @ApiProperty({ type: Number, nullable: true })
  mean!: number | null;
}

export class ComparedMeasureView {
  @ApiProperty({ enum: MEASURE_NAMES })
  measure!: MeasureName;

  @ApiProperty()
  title!: string;

  @ApiProperty({ type: ComparedSideView })
  candidate!: ComparedSideView;

  @ApiProperty({ type: ComparedSideView })
  baseline!: ComparedSideView;

  @ApiProperty({ type: Number, nullable: true, description: 'Candidate minus baseline; above 0 is worse.' })
  difference!: number | null;

  @ApiProperty({ description: 'Above 0, the candidate is worse, at the level corrected for the number of measures.' })
  low!: number;

  @ApiProperty({ description: 'Below the margin, it is no worse.' })
  high!: number;

  @ApiProperty()
  margin!: number;

  @ApiProperty({ enum: ['worse', 'no worse', 'open'] })
  outcome!: 'worse' | 'no worse' | 'open';

  @ApiProperty({
    ...{ type: 'integer', nullable: true },
    description:
      'Conversations on the smaller side that are still needed, if all goes on as it did; null: none would do.',
  })
  more!: number | null;

  @ApiProperty({ type: [BoundsAtView], description: 'The bounds as they went, oldest first.' })
  history!: readonly BoundsAtView[];
}

const object = { type: 'object', additionalProperties: true } as const;

export class CanaryView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ enum: ['running', 'promoted', 'rolled-back', 'timed-out', 'stopped'] })
  state!: CanaryState;

  @ApiProperty({ enum: ['share', 'shadow'] })
  mode!: CanaryMode;

  @ApiProperty()
  share!: number;

  @ApiProperty({ type: CanaryModelView })
  candidate!: CanaryModelView;

  @ApiProperty({ type: CanaryModelView, nullable: true, description: 'null: the base model.' })
  baseline!: CanaryModelView | null;

  @ApiProperty(object)
  policy!: CanaryPolicy;

  @ApiProperty({ type: String, nullable: true })
  evalId!: string | null;

  @ApiProperty()
  by!: string;

  @ApiProperty({ format: 'date-time' })
  startedAt!: string;

  @ApiProperty({ format: 'date-time', description: 'When it ends at the latest.' })
  endsAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  endedAt!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why it ended.' })
  because!: string | null;

  @ApiProperty({ enum: ['worse', 'won', 'open'] })
  verdict!: 'worse' | 'won' | 'open';

  @ApiProperty({ type: String, nullable: true, description: 'Why a winner is not in production yet.' })
  waitsFor!: string | null;

  @ApiProperty({ type: [ComparedMeasureView] })
  measures!: readonly ComparedMeasureView[];
}

export class CanariesView {
  @ApiProperty({ type: [CanaryView] })
  canaries!: CanaryView[];
}

export function canaryView(row: CanaryRow, { verdict, measures }: Comparison, waitsFor: string | null): CanaryView {
  const { id, state, mode, share, policy, evalId, by, because, baselineName } = row;
  return {
    ...{ id, state, mode, share, policy, evalId, by, because, verdict, measures, waitsFor },
    candidate: { name: row.candidateName, version: null, adapterSha256: row.candidateSha256 },
    baseline: baselineName === null ? null : { name: baselineName, version: null, adapterSha256: row.baselineSha256 },
    startedAt: at(row.startedAt),
    endsAt: at(row.endsAt),
    endedAt: row.endedAt === null ? null : at(row.endedAt),
  };
}

const at = (ms: number): string => new Date(ms).toISOString();
