import { Controller, Get, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '@naru/access';
import { AppError } from '@naru/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { Page } from './page.ts';

const NOT_PAGES = /^\/(api|v1|docs|metrics|healthz|readyz)(\/|$)/;

/** The chat page: its files, and for every other address the page itself, which knows what to show there. */
@ApiExcludeController()
@Controller()
export class PageController {
  private readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  @Get('*')
  @Public()
  async get(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [path = '/'] = request.url.split(/[?#]/, 1);
    if (NOT_PAGES.test(path)) throw new AppError('request.not-found', 'There is no such route.');
    await this.page.answer(path, request.headers, reply);
  }
}
