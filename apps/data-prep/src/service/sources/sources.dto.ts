import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { DataSourceRow, SourceKind } from '@naru/db';
import { Type } from 'class-transformer';
import { IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, MaxLength, Min, ValidateIf } from 'class-validator';

const MAX_NAME = 200;
const MAX_LICENCE = 200;
export const KINDS: readonly SourceKind[] = ['upload', 'hub', 'feedback', 'synthetic'];
const HUB = /^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95}$/;
const FEEDBACK = /^(latest|feedback@[0-9a-f]{32})$/;
const REVISION = /^[A-Za-z0-9][\w./-]{0,199}$/;

export class NewSourceDto {
  @ApiPropertyOptional({ pattern: HUB.source, description: 'A dataset of the Hugging Face hub, owner/name.' })
  @ValidateIf((body: NewSourceDto) => body.feedback === undefined)
  @Matches(HUB, { message: 'must be owner/name of a dataset of the hub' })
  hub?: string;

  @ApiPropertyOptional({
    pattern: FEEDBACK.source,
    description: 'An export of feedback instead: its id, or the latest when a job reads it. For administrators.',
  })
  @ValidateIf((body: NewSourceDto) => body.feedback !== undefined)
  @Matches(FEEDBACK, { message: 'must be latest, or the id of an export' })
  feedback?: string;

  @ApiPropertyOptional({ pattern: REVISION.source, description: 'Branch, tag or commit.' })
  @IsOptional()
  @Matches(REVISION, { message: 'must be a branch, tag or commit' })
  revision?: string;

  @ApiPropertyOptional({ minLength: 1, maxLength: MAX_NAME })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_NAME)
  name?: string;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: MAX_LICENCE })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_LICENCE)
  licence?: string | null;
}

export class ChangeSourceDto {
  @ApiPropertyOptional({ minLength: 1, maxLength: MAX_NAME })
  @ValidateIf((body: ChangeSourceDto) => body.name !== undefined)
  @IsString()
  @IsNotEmpty()
  @MaxLength(MAX_NAME)
  name?: string;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: MAX_LICENCE })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_LICENCE)
  licence?: string | null;
}

const MAX_PREVIEW_ROWS = 100;
const MAX_TEMPLATE = 20_000;

export class PreviewQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MAX_PREVIEW_ROWS, default: 20 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MAX_PREVIEW_ROWS)
  limit?: number;

  @ApiPropertyOptional({
    maxLength: MAX_TEMPLATE,
    description: 'As a recipe has it, in JSON: turns made of documents.',
  })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_TEMPLATE)
  template?: string;

  @ApiPropertyOptional({ maxLength: MAX_TEMPLATE, description: 'The same of a table: which columns hold what.' })
  @IsOptional()
  @IsString()
  @MaxLength(MAX_TEMPLATE)
  columns?: string;
}

export class HubPlaceView {
  @ApiProperty()
  repo!: string;

  @ApiProperty({ type: String, nullable: true })
  revision!: string | null;
}

export class SourceView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: KINDS })
  kind!: SourceKind;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What it was called where it came from; of feedback the id of the export, or latest.',
  })
  fileName!: string | null;

  @ApiProperty({ type: HubPlaceView, nullable: true })
  hub!: HubPlaceView | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'null: not known before a job reads it.' })
  bytes!: number | null;

  @ApiProperty({ type: String, nullable: true })
  sha256!: string | null;

  @ApiProperty({ type: String, nullable: true })
  licence!: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ type: String, nullable: true })
  ownerName!: string | null;
}

export class SourcePageView {
  @ApiProperty({ type: [SourceView] })
  sources!: SourceView[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class TurnView {
  @ApiProperty({ enum: ['system', 'user', 'assistant'] })
  role!: string;

  @ApiProperty()
  content!: string;
}

export class PreviewRowView {
  @ApiProperty({ type: [TurnView] })
  messages!: TurnView[];

  @ApiProperty({ description: 'File and line.' })
  at!: string;

  @ApiPropertyOptional()
  id?: string;

  @ApiPropertyOptional()
  person?: string;

  @ApiPropertyOptional()
  language?: string;
}

export class RefusedView {
  @ApiProperty({ description: 'File and line.' })
  at!: string;

  @ApiProperty({ type: String, nullable: true })
  field!: string | null;

  @ApiProperty()
  reason!: string;
}

export class PreviewView {
  @ApiProperty({ type: [PreviewRowView] })
  rows!: PreviewRowView[];

  @ApiProperty({ type: [RefusedView] })
  refused!: RefusedView[];

  @ApiProperty({ type: String, nullable: true, description: 'null: none that can be read.' })
  format!: string | null;

  @ApiProperty({ type: String, nullable: true })
  shape!: string | null;

  @ApiProperty({ type: String, nullable: true })
  encoding!: string | null;
}

export function sourceView(row: DataSourceRow, ownerName: string | null): SourceView {
  const { id, name, kind, fileName, hub, bytes, sha256, licence, createdAt } = row;
  return {
    ...{ id, name, kind, fileName, hub, sha256, licence, ownerName },
    bytes: kind === 'upload' ? bytes : null,
    createdAt: new Date(createdAt).toISOString(),
  };
}
