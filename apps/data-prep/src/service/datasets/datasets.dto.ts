import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { DatasetRow } from '@naru/db';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';

import { SPLITS, type SplitName } from '../../steps/split/index.ts';
import { TurnView } from '../sources/sources.dto.ts';

const MOST_ROWS = 100;
const DATASET_ID = /^[a-z0-9][a-z0-9._-]{0,63}@[0-9a-f]{32}$/;
const OF_SPLIT = { enum: SPLITS } as const;

export class ReportQuery {
  @ApiPropertyOptional({ enum: ['0', '1'], description: '1: as a file.' })
  @IsOptional()
  @IsIn(['0', '1'])
  download?: string;
}

export class SamplesQuery {
  @ApiPropertyOptional(OF_SPLIT)
  @IsOptional()
  @IsIn(SPLITS)
  split?: SplitName;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: MOST_ROWS, default: 20 })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(MOST_ROWS)
  limit?: number;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, description: 'Number of the last row that was read.' })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  after?: number;
}

export class DownloadQuery {
  @ApiPropertyOptional({ ...OF_SPLIT, description: 'Its rows as JSON Lines; everything as a tar where none is named.' })
  @IsOptional()
  @IsIn(SPLITS)
  split?: SplitName;
}

export class CompareQuery {
  @ApiProperty({ pattern: DATASET_ID.source })
  @Matches(DATASET_ID, { message: 'must be the id of a dataset' })
  with!: string;
}

export class SplitRowsView {
  @ApiProperty({ type: 'integer' })
  train!: number;

  @ApiProperty({ type: 'integer' })
  validation!: number;

  @ApiProperty({ type: 'integer' })
  test!: number;
}

export class DatasetSourceView {
  @ApiProperty()
  name!: string;

  @ApiProperty({ type: 'integer' })
  rows!: number;

  @ApiProperty({ type: 'integer' })
  refused!: number;

  @ApiProperty({ type: String, nullable: true })
  licence!: string | null;
}

export class DatasetView {
  @ApiProperty({ pattern: DATASET_ID.source })
  id!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty()
  description!: string;

  @ApiProperty({ type: String, nullable: true })
  licence!: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ type: String, nullable: true })
  jobId!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'null: it was built on the command line.' })
  ownerName!: string | null;

  @ApiProperty({ type: SplitRowsView })
  rows!: SplitRowsView;

  @ApiProperty({ type: 'integer' })
  bytes!: number;

  @ApiProperty({ type: [DatasetSourceView] })
  sources!: readonly DatasetSourceView[];
}

export class WholeDatasetView extends DatasetView {
  @ApiProperty({ type: 'object', additionalProperties: true, description: 'manifest.json as it stands.' })
  manifest!: object;
}

export class DatasetPageView {
  @ApiProperty({ type: [DatasetView] })
  datasets!: DatasetView[];

  @ApiProperty({ type: String, nullable: true })
  nextCursor!: string | null;
}

export class SampleView {
  @ApiProperty({ type: 'integer', description: 'Its place in the split, from 1.' })
  number!: number;

  @ApiProperty({ type: [TurnView] })
  messages!: TurnView[];

  @ApiPropertyOptional()
  source?: string;

  @ApiPropertyOptional()
  language?: string;
}

export class SamplePageView {
  @ApiProperty({ type: [SampleView] })
  rows!: SampleView[];

  @ApiProperty({ type: 'integer', nullable: true })
  nextAfter!: number | null;
}

export class SplitChangesView {
  @ApiProperty({ type: 'integer' })
  kept!: number;

  @ApiProperty({ type: 'integer' })
  added!: number;

  @ApiProperty({ type: 'integer' })
  removed!: number;
}

export class RowChangesView {
  @ApiProperty({ type: SplitChangesView })
  train!: SplitChangesView;

  @ApiProperty({ type: SplitChangesView })
  validation!: SplitChangesView;

  @ApiProperty({ type: SplitChangesView })
  test!: SplitChangesView;

  @ApiProperty({ type: 'integer', description: 'In both, in another split.' })
  moved!: number;
}

export class ChangedRowView {
  @ApiProperty({ type: [TurnView] })
  messages!: TurnView[];
}

export class ChangedRowsView {
  @ApiProperty({ type: [ChangedRowView] })
  added!: ChangedRowView[];

  @ApiProperty({ type: [ChangedRowView] })
  removed!: ChangedRowView[];
}

export class ChangedPartView {
  @ApiProperty()
  name!: string;

  @ApiProperty({ enum: ['same', 'added', 'removed', 'changed'] })
  change!: 'same' | 'added' | 'removed' | 'changed';

  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  from?: object;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true })
  to?: object;
}

export class ComparisonView {
  @ApiProperty()
  from!: string;

  @ApiProperty()
  to!: string;

  @ApiProperty({ type: RowChangesView, description: 'Rows of the same messages are the same.' })
  rows!: RowChangesView;

  @ApiProperty({ type: ChangedRowsView, description: 'At most ten each.' })
  samples!: ChangedRowsView;

  @ApiProperty({ type: [ChangedPartView] })
  steps!: ChangedPartView[];

  @ApiProperty({ type: [ChangedPartView] })
  sources!: ChangedPartView[];
}

export function datasetView(row: DatasetRow, ownerName: string | null): DatasetView {
  const { datasetId: id, name, bytes, jobId, createdAt, summary } = row;
  const { description, licence, rows, sources } = summary;
  return {
    ...{ id, name, description, licence, jobId, ownerName, rows, bytes, sources },
    createdAt: new Date(createdAt).toISOString(),
  };
}
