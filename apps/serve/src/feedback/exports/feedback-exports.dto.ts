import { ApiProperty } from '@nestjs/swagger';
import type { FeedbackExportRow } from '@naru/db';
import { Matches } from 'class-validator';

const ID = '^feedback@[0-9a-f]{32}$';

export class FeedbackExportParams {
  @Matches(new RegExp(ID), { message: 'id must be feedback@ with 32 hex digits' })
  id!: string;
}

export class FeedbackExportView {
  @ApiProperty({ pattern: ID })
  id!: string;

  @ApiProperty({ type: 'integer' })
  answers!: number;

  @ApiProperty({ type: 'integer', description: 'A text that a person liked more than another.' })
  pairs!: number;

  @ApiProperty({ type: 'integer', description: 'Answers of earlier exports that are to be left out from now on.' })
  withdrawn!: number;

  @ApiProperty({ type: 'integer' })
  bytes!: number;

  @ApiProperty({ format: 'date-time' })
  exportedAt!: string;
}

export class FeedbackExportsView {
  @ApiProperty({ type: [FeedbackExportView] })
  exports!: FeedbackExportView[];
}

export type ExportFigures = Pick<FeedbackExportRow, 'id' | 'answers' | 'pairs' | 'withdrawn' | 'bytes' | 'exportedAt'>;

export function exportView(figures: ExportFigures): FeedbackExportView {
  const { id, answers, pairs, withdrawn, bytes, exportedAt } = figures;
  return { id, answers, pairs, withdrawn, bytes, exportedAt: new Date(exportedAt).toISOString() };
}
