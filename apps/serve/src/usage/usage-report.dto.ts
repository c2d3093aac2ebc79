import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const CURSOR = /^\d{4}-\d{2}-\d{2}\.(user|key):[\w-]{1,64}$/;

export class UsageReportQuery {
  @ApiPropertyOptional({ format: 'date', description: 'The first day (UTC).' })
  @IsOptional()
  @Matches(DAY, { message: 'from must be a day such as 2026-11-23' })
  from?: string;

  @ApiPropertyOptional({ format: 'date', description: 'The last day (UTC).' })
  @IsOptional()
  @Matches(DAY, { message: 'to must be a day such as 2026-11-23' })
  to?: string;

  @ApiPropertyOptional({ description: 'nextCursor of the page before.' })
  @IsOptional()
  @Matches(CURSOR, { message: 'cursor must be the nextCursor of another page' })
  cursor?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 200, default: 50 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(200)
  limit?: number;
}

export class UsagePersonView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty()
  email!: string;
}

export class UsageKeyView {
  @ApiProperty({ description: '`api-key`: API_KEY.' })
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ type: String, nullable: true })
  prefix!: string | null;
}

export class UsageEntryView {
  @ApiProperty({ format: 'date', description: 'UTC.' })
  day!: string;

  @ApiProperty({ type: UsagePersonView, nullable: true })
  person!: UsagePersonView | null;

  @ApiProperty({
    type: UsageKeyView,
    nullable: true,
    description: "null: all that the person used, keys' use included.",
  })
  key!: UsageKeyView | null;

  @ApiProperty({ type: 'integer' })
  requests!: number;

  @ApiProperty({ type: 'integer' })
  promptTokens!: number;

  @ApiProperty({ type: 'integer' })
  completionTokens!: number;
}

export class UsageReportView {
  @ApiProperty({ type: [UsageEntryView] })
  usage!: UsageEntryView[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}
