import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Mine, Person, type Principal, RequireScope } from '@naru/access';
import { DataSourceRow } from '@naru/db';
import { RequestInvalid } from '@naru/nest';

import { Owned } from '../access/owned.ts';
import { PageQuery } from '../pages.ts';
import { Previews } from './preview.ts';
import { ChangeSourceDto, NewSourceDto, PreviewQuery, PreviewView, SourcePageView, SourceView } from './sources.dto.ts';
import { SourcesService } from './sources.service.ts';

const PREVIEW_ROWS = 20;

@ApiTags('sources')
@RequireScope('data')
@Controller('api/data/sources')
export class SourcesController {
  private readonly sources: SourcesService;
  private readonly previews: Previews;

  constructor(sources: SourcesService, previews: Previews) {
    this.sources = sources;
    this.previews = previews;
  }

  /** Newest first. */
  @Get()
  @ApiResponse({ status: 200, type: SourcePageView })
  list(@Person() person: Principal, @Query() query: PageQuery): Promise<SourcePageView> {
    return this.sources.page(person, query);
  }

  /** A dataset of the Hugging Face hub or an export of feedback, read when a job needs it. Files come as uploads. */
  @Post()
  @ApiResponse({ status: 201, type: SourceView })
  @ApiResponse({ status: 404, description: 'There is no such export.' })
  create(@Person() person: Principal, @Body() body: NewSourceDto): Promise<SourceView> {
    return this.sources.add(person, body);
  }

  @Get(':id')
  @Owned('source')
  @ApiResponse({ status: 200, type: SourceView })
  get(@Mine() source: DataSourceRow): Promise<SourceView> {
    return this.sources.view(source);
  }

  @Patch(':id')
  @Owned('source')
  @ApiResponse({ status: 200, type: SourceView })
  change(@Mine() source: DataSourceRow, @Body() body: ChangeSourceDto): Promise<SourceView> {
    return this.sources.change(source, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Owned('source')
  @ApiResponse({ status: 204 })
  @ApiResponse({ status: 409, description: 'A job that runs or waits needs it.' })
  remove(@Mine() source: DataSourceRow): Promise<void> {
    return this.sources.remove(source);
  }

  /** The first rows, what is refused among them, and what the file was taken for. */
  @Get(':id/preview')
  @Owned('source')
  @ApiResponse({ status: 200, type: PreviewView })
  @ApiResponse({ status: 429, description: 'Others are being made.' })
  preview(
    @Mine() source: DataSourceRow,
    @Query() { limit = PREVIEW_ROWS, template, columns }: PreviewQuery,
  ): Promise<PreviewView> {
    const readAs = {
      ...(template !== undefined && { template: parsed('template', template) }),
      ...(columns !== undefined && { columns: parsed('columns', columns) }),
    };
    return this.previews.of(source, { limit, readAs });
  }
}

function parsed(field: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new RequestInvalid([{ field, problem: 'must be JSON' }]);
  }
}
