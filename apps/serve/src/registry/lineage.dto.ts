import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';

import { SHA256 } from './registry-state.dto.ts';
import { ReportSummaryView } from './reports.dto.ts';

export class LineageParams {
  @Matches(new RegExp(SHA256), { message: 'adapterSha256 must be 64 hex digits' })
  adapterSha256!: string;
}

class SourceView {
  @ApiProperty()
  name!: string;

  @ApiProperty({ type: 'integer' })
  rows!: number;

  @ApiProperty({ type: 'integer' })
  refused!: number;
}

class DatasetLink {
  @ApiProperty()
  id!: string;

  @ApiProperty({ type: String, nullable: true })
  sha256!: string | null;

  @ApiProperty({ type: 'integer', nullable: true })
  rows!: number | null;

  @ApiProperty({ description: 'Its folder is on this machine.' })
  here!: boolean;
}

class BaseLink {
  @ApiProperty()
  id!: string;
}

class RunLink {
  @ApiProperty()
  id!: string;

  @ApiProperty({ type: String, nullable: true })
  mlflowUrl!: string | null;
}

class AdapterLink {
  @ApiProperty()
  name!: string;

  @ApiProperty({ pattern: SHA256 })
  sha256!: string;

  @ApiProperty({ description: 'Its files are on this machine.' })
  here!: boolean;
}

class PeriodView {
  @ApiProperty({ format: 'date-time' })
  from!: string;

  @ApiProperty({ type: String, nullable: true, format: 'date-time', description: 'null: still.' })
  until!: string | null;
}

export class AnswersView {
  @ApiProperty({ type: 'integer', description: 'At most 100,000 are counted.' })
  count!: number;

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  firstAt!: string | null;

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  lastAt!: string | null;
}

/** From the sources to the answers, in the order in which one came of the other. */
export class LineageView {
  @ApiProperty({ type: [SourceView] })
  sources!: SourceView[];

  @ApiProperty({ type: DatasetLink, nullable: true })
  dataset!: DatasetLink | null;

  @ApiProperty({ type: BaseLink })
  base!: BaseLink;

  @ApiProperty({ type: RunLink, nullable: true })
  run!: RunLink | null;

  @ApiProperty({ type: AdapterLink })
  adapter!: AdapterLink;

  @ApiProperty({ type: [ReportSummaryView] })
  reports!: ReportSummaryView[];

  @ApiProperty({ type: [PeriodView], description: 'Oldest first.' })
  production!: PeriodView[];

  @ApiProperty({ type: AnswersView })
  answers!: AnswersView;
}
