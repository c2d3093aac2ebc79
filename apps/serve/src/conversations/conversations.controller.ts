import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Mine, Person, type Principal, RequireScope } from '@naru/access';
import { ConversationRow } from '@naru/db';
import type { FastifyReply } from 'fastify';

import { Owned } from '../access/owned.ts';
import {
  ChangeConversationDto,
  ConversationPageView,
  ConversationsQuery,
  ConversationView,
  conversationView,
  ExportQuery,
  NewConversationDto,
} from './conversations.dto.ts';
import { ConversationsService } from './conversations.service.ts';
import { Exports } from './exports.ts';

@ApiTags('conversations')
@RequireScope('conversations')
@Controller('api/conversations')
export class ConversationsController {
  private readonly conversations: ConversationsService;
  private readonly exports: Exports;

  constructor(conversations: ConversationsService, exports: Exports) {
    this.conversations = conversations;
    this.exports = exports;
  }

  /** Newest first; with `search`, those that hold it in their title or a message. */
  @Get()
  @ApiResponse({ status: 200, type: ConversationPageView })
  list(@Person() person: Principal, @Query() query: ConversationsQuery): Promise<ConversationPageView> {
    return this.conversations.page(person, query);
  }

  @Post()
  @ApiResponse({ status: 201, type: ConversationView })
  @ApiResponse({ status: 404, description: 'There is no such model or preset.' })
  create(@Person() person: Principal, @Body() body: NewConversationDto): Promise<ConversationView> {
    return this.conversations.create(person, body);
  }

  @Get(':id')
  @Owned('conversation')
  @ApiResponse({ status: 200, type: ConversationView })
  get(@Mine() conversation: ConversationRow): ConversationView {
    return conversationView(conversation);
  }

  @Patch(':id')
  @Owned('conversation')
  @ApiResponse({ status: 200, type: ConversationView })
  change(@Mine() conversation: ConversationRow, @Body() body: ChangeConversationDto): Promise<ConversationView> {
    return this.conversations.change(conversation, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Owned('conversation')
  @ApiResponse({ status: 204 })
  remove(@Mine() conversation: ConversationRow): Promise<void> {
    return this.conversations.remove(conversation);
  }

  /** The conversation as a file. */
  @Get(':id/export')
  @Owned('conversation')
  @ApiProduces('application/json', 'text/markdown')
  @ApiResponse({ status: 200, description: 'JSON with every branch, or the branch that is shown as Markdown.' })
  async export(
    @Mine() conversation: ConversationRow,
    @Query() query: ExportQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { disposition, type, text } = await this.exports.of(conversation, query.format ?? 'json');
    void reply.header('content-disposition', disposition).type(type).send(text);
  }
}
