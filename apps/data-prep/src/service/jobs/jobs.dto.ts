import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { DataJobRow, DataJobState } from '@naru/db';
import { Type } from 'class-transformer';
import { IsInt, IsObject, IsOptional, IsString, Matches, Max, Min } from 'class-validator';

export const STATES: readonly DataJobState[] = ['queued', 'running', 'succeeded', 'failed', 'cancelled'];
const STEP = /^[a-z][a-z-]{0,63}$/;
const OF_AGAIN = 'A step whose kept results are made anew.';

export class NewJobDto {
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'GET /api/data/recipe-schema has its form.' })
  @IsObject()
  recipe!: Record<string, unknown>;

  @ApiPropertyOptional({ type: String, nullable: true, pattern: STEP.source, description: OF_AGAIN })
  @IsOptional()
  @IsString()
  @Matches(STEP)
  again?: string | null;
}

export class AgainDto {
  @ApiPropertyOptional({ type: String, nullable: true, pattern: STEP.source, description: OF_AGAIN })
  @IsOptional()
  @IsString()
  @Matches(STEP)
  step?: string | null;
}

export class EventsQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 0, description: 'Number of the last event that was read.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  after?: number;
}

export class JobProgressView {
  @ApiProperty({ description: 'What is being done: read, steps by name, write.' })
  what!: string;

  @ApiProperty({ type: 'integer' })
  done!: number;

  @ApiProperty({ type: 'integer' })
  total!: number;

  @ApiProperty()
  unit!: string;

  @ApiProperty({ type: Number, nullable: true })
  perSecond!: number | null;

  @ApiProperty({ type: Number, nullable: true })
  secondsLeft!: number | null;
}

export class JobErrorView {
  @ApiProperty()
  code!: string;

  @ApiProperty()
  message!: string;

  @ApiPropertyOptional()
  hint?: string;
}

export class JobView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: STATES })
  state!: DataJobState;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  startedAt!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  endedAt!: string | null;

  @ApiProperty({ type: String, nullable: true })
  datasetId!: string | null;

  @ApiProperty({ type: JobErrorView, nullable: true })
  error!: JobErrorView | null;

  @ApiProperty({ type: JobProgressView, nullable: true })
  progress!: JobProgressView | null;

  @ApiProperty({ type: 'object', additionalProperties: true })
  recipe!: object;

  @ApiProperty({ type: String, nullable: true, description: OF_AGAIN })
  again!: string | null;

  @ApiProperty({ type: String, nullable: true })
  ownerName!: string | null;
}

export class JobPageView {
  @ApiProperty({ type: [JobView] })
  jobs!: JobView[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export interface JobBeside {
  readonly ownerName: string | null;
  readonly progress: JobProgressView | null;
}

export function jobView(row: DataJobRow, { ownerName, progress }: JobBeside): JobView {
  const { id, name, state, datasetId, error, recipe, again, createdAt, startedAt, endedAt } = row;
  return {
    ...{ id, name, state, datasetId, error, recipe, again, ownerName, progress },
    createdAt: iso(createdAt),
    startedAt: startedAt === null ? null : iso(startedAt),
    endedAt: endedAt === null ? null : iso(endedAt),
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();
