import { Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiParam, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Person, RequireAdmin, type Principal } from '@naru/access';
import type { FastifyReply } from 'fastify';

import { FeedbackExportParams, FeedbackExportsView, FeedbackExportView } from './feedback-exports.dto.ts';
import { FeedbackExports } from './feedback-exports.service.ts';

@ApiTags('admin')
@RequireAdmin()
@Controller('api/admin/feedback-exports')
export class FeedbackExportsController {
  private readonly exports: FeedbackExports;

  constructor(exports: FeedbackExports) {
    this.exports = exports;
  }

  /** Writes the rated answers that people agreed to have learned from. The same content again is the same export. */
  @Post()
  @ApiResponse({ status: 201, type: FeedbackExportView })
  make(@Person() { userId }: Principal): Promise<FeedbackExportView> {
    return this.exports.make(userId);
  }

  /** Every export, newest first. */
  @Get()
  @ApiResponse({ status: 200, type: FeedbackExportsView })
  list(): Promise<FeedbackExportsView> {
    return this.exports.list();
  }

  /** The export's folder as a tar: manifest.json and feedback.jsonl. */
  @Get(':id/download')
  @ApiParam({ name: 'id', schema: { type: 'string', pattern: '^feedback@[0-9a-f]{32}$' } })
  @ApiProduces('application/x-tar')
  @ApiResponse({ status: 200 })
  @ApiResponse({ status: 404, description: 'export.not-found' })
  async download(@Param() { id }: FeedbackExportParams, @Res() reply: FastifyReply): Promise<void> {
    const tar = await this.exports.tar(id);
    const name = `attachment; filename="${id}.tar"`;
    void reply.header('content-disposition', name).type('application/x-tar').send(tar);
  }
}
