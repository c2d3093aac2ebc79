import { Controller, Delete, Head, Headers, HttpCode, Patch, Post, Req, Res } from '@nestjs/common';
import { ApiConsumes, ApiHeader, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Mine, Person, type Principal, RequireScope } from '@naru/access';
import { DataUploadRow } from '@naru/db';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Owned } from '../access/owned.ts';
import { Uploads } from './uploads.ts';

const OFFSET = { name: 'upload-offset', required: true, schema: { type: 'integer', minimum: 0 } } as const;
const VERSION = { name: 'tus-resumable', required: true, schema: { type: 'string', enum: ['1.0.0'] } };

/** tus 1.0 with creation, termination and expiration: https://tus.io/protocols/resumable-upload */
@ApiTags('uploads')
@RequireScope('data')
@Controller('api/data/uploads')
export class UploadsController {
  private readonly uploads: Uploads;

  constructor(uploads: Uploads) {
    this.uploads = uploads;
  }

  /** Begins an upload; `location` is where its pieces go. */
  @Post()
  @ApiHeader(VERSION)
  @ApiHeader({ name: 'upload-length', required: true, schema: { type: 'integer', minimum: 1 } })
  @ApiHeader({ name: 'upload-metadata', required: false, description: '`filename` and `licence`, each in Base64.' })
  @ApiResponse({ status: 201, description: 'Begun.' })
  @ApiResponse({ status: 412, description: 'Tus-Resumable is missing, or of another version.' })
  @ApiResponse({ status: 413, description: 'The file is too large.' })
  @ApiResponse({ status: 507, description: 'The disk has no room for it.' })
  async begin(
    @Person() person: Principal,
    @Headers('upload-length') length: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.uploads.requireRoom(length);
    await this.pass(person, request, reply);
  }

  /** How much has arrived, in `upload-offset`. */
  @Head(':id')
  @Owned('upload')
  @ApiHeader(VERSION)
  @ApiResponse({ status: 200 })
  progress(@Person() person: Principal, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.pass(person, request, reply);
  }

  /** The next piece. The one that ends the file has the source's id in `x-source-id`. */
  @Patch(':id')
  @HttpCode(204)
  @Owned('upload')
  @ApiHeader(VERSION)
  @ApiHeader(OFFSET)
  @ApiConsumes('application/offset+octet-stream')
  @ApiResponse({ status: 204 })
  @ApiResponse({ status: 409, description: 'Another offset is next: ask with HEAD.' })
  @ApiResponse({ status: 410, description: 'Its time is over.' })
  @ApiResponse({ status: 412, description: 'Tus-Resumable is missing, or of another version.' })
  append(@Person() person: Principal, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.pass(person, request, reply);
  }

  /** Forgets what has arrived. */
  @Delete(':id')
  @HttpCode(204)
  @Owned('upload')
  @ApiHeader(VERSION)
  @ApiResponse({ status: 204 })
  @ApiResponse({ status: 412, description: 'Tus-Resumable is missing, or of another version.' })
  async forget(
    @Person() person: Principal,
    @Mine() { id }: DataUploadRow,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.pass(person, request, reply);
    if (reply.raw.statusCode === 204) await this.uploads.forgotten(id);
  }

  private async pass({ userId }: Principal, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    for (const [name, value] of Object.entries(reply.getHeaders())) {
      if (value !== undefined) reply.raw.setHeader(name, value);
    }
    reply.hijack();
    await this.uploads.handle(userId, request.raw, reply.raw);
  }
}
