import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';

import { Controller, Delete, Get, HttpCode, Query, Res } from '@nestjs/common';
import { ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Mine, Person, type Principal, RequireScope } from '@naru/access';
import { AppError } from '@naru/contracts';
import { DatasetRow } from '@naru/db';
import type { FastifyReply } from 'fastify';

import { Owned } from '../access/owned.ts';
import { PageQuery } from '../pages.ts';
import {
  CompareQuery,
  ComparisonView,
  DatasetPageView,
  DownloadQuery,
  ReportQuery,
  SamplePageView,
  SamplesQuery,
  WholeDatasetView,
} from './datasets.dto.ts';
import { DatasetsService } from './datasets.service.ts';
import { tarOf } from './tar.ts';

const SAMPLES = 20;
/** A report is made of people's data: it runs nothing, asks nobody, and stands in our own page at most. */
const REPORT_CSP = `sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'`;

const attachment = (name: string): string => `attachment; filename="${name}"`;

@ApiTags('datasets')
@RequireScope('data')
@Controller('api/data/datasets')
export class DatasetsController {
  private readonly datasets: DatasetsService;

  constructor(datasets: DatasetsService) {
    this.datasets = datasets;
  }

  /** Newest first. */
  @Get()
  @ApiResponse({ status: 200, type: DatasetPageView })
  list(@Person() person: Principal, @Query() query: PageQuery): Promise<DatasetPageView> {
    return this.datasets.page(person, query);
  }

  @Get(':id')
  @Owned('dataset')
  @ApiResponse({ status: 200, type: WholeDatasetView })
  get(@Mine() dataset: DatasetRow): Promise<WholeDatasetView> {
    return this.datasets.whole(dataset);
  }

  /** The page that shows what each step did. */
  @Get(':id/report')
  @Owned('dataset')
  @ApiProduces('text/html')
  @ApiResponse({ status: 200, description: 'A page that stands alone.' })
  async report(
    @Mine() dataset: DatasetRow,
    @Query() { download }: ReportQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const path = join(this.datasets.folder(dataset), 'report.html');
    await access(path).catch((error: unknown) => {
      throw new AppError('dataset.not-found', 'This dataset has no report.', { cause: error });
    });
    void reply.header('content-security-policy', REPORT_CSP).header('x-frame-options', 'SAMEORIGIN');
    if (download === '1') void reply.header('content-disposition', attachment(`${dataset.datasetId}.html`));
    void reply.type('text/html; charset=utf-8').send(createReadStream(path));
  }

  /** Rows of a split, in order. */
  @Get(':id/samples')
  @Owned('dataset')
  @ApiResponse({ status: 200, type: SamplePageView })
  samples(
    @Mine() dataset: DatasetRow,
    @Query() { split = 'train', limit = SAMPLES, after = 0 }: SamplesQuery,
  ): Promise<SamplePageView> {
    return this.datasets.samples(dataset, { split, limit, after });
  }

  /** Everything as a tar, or one split as JSON Lines. */
  @Get(':id/download')
  @Owned('dataset')
  @ApiProduces('application/x-tar', 'application/jsonl')
  @ApiResponse({ status: 200, description: 'The file, streamed.' })
  download(@Mine() dataset: DatasetRow, @Query() { split }: DownloadQuery, @Res() reply: FastifyReply): void {
    const { datasetId } = dataset;
    const name = split === undefined ? `${datasetId}.tar` : `${datasetId}-${split}.jsonl`;
    const pieces =
      split === undefined ? tarOf(this.datasets.folder(dataset), datasetId) : this.datasets.splitLines(dataset, split);
    void reply
      .header('content-disposition', attachment(name))
      .type(split === undefined ? 'application/x-tar' : 'application/jsonl; charset=utf-8')
      .send(Readable.from(pieces, { objectMode: false }));
  }

  /** What another dataset has that this one has not, and the other way round. */
  @Get(':id/compare')
  @Owned('dataset')
  @ApiResponse({ status: 200, type: ComparisonView })
  compare(
    @Person() person: Principal,
    @Mine() dataset: DatasetRow,
    @Query() { with: other }: CompareQuery,
  ): Promise<ComparisonView> {
    return this.datasets.compare(person, dataset, other);
  }

  /** The folder goes with the last person whose it is. */
  @Delete(':id')
  @HttpCode(204)
  @Owned('dataset')
  @ApiResponse({ status: 204 })
  remove(@Person() person: Principal, @Mine() dataset: DatasetRow): Promise<void> {
    return this.datasets.remove(person, dataset);
  }
}
