import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Mine, Person, type Principal, RequireScope } from '@naru/access';
import { ConversationRow, MessageRow } from '@naru/db';

import { Owned } from '../access/owned.ts';
import { MessageView } from './message-view.ts';
import {
  EditDto,
  MessagePageView,
  MessagesQuery,
  OneReplyView,
  RegenerateDto,
  SendDto,
  SentView,
} from './messages.dto.ts';
import { MessageList } from './message-list.ts';
import { MessagesService } from './messages.service.ts';

const LIMITED = { status: 429, description: 'What one may use is used up for now.' };
const CONFLICT = { status: 409, description: 'The message is of another kind, or in another state.' };

@ApiTags('messages')
@RequireScope('conversations')
@Controller('api')
export class MessagesController {
  private readonly messages: MessagesService;
  private readonly pages: MessageList;

  constructor(messages: MessagesService, pages: MessageList) {
    this.messages = messages;
    this.pages = pages;
  }

  /** A page of all the messages of a conversation, oldest first; the newest page where nothing else is asked. */
  @Get('conversations/:id/messages')
  @Owned('conversation')
  @ApiResponse({ status: 200, type: MessagePageView })
  list(@Mine() conversation: ConversationRow, @Query() query: MessagesQuery): Promise<MessagePageView> {
    return this.pages.page(conversation, query);
  }

  /** Asks; the question is kept when this answers, and the answers can be followed at /api/streams. */
  @Post('conversations/:id/messages')
  @Owned('conversation')
  @ApiResponse({ status: 201, type: SentView })
  @ApiResponse(CONFLICT)
  @ApiResponse(LIMITED)
  send(@Person() person: Principal, @Mine() conversation: ConversationRow, @Body() body: SendDto): Promise<SentView> {
    return this.messages.send(person, conversation, body);
  }

  /** Another answer to the same question, beside the first. */
  @Post('messages/:id/regenerate')
  @Owned('message')
  @ApiResponse({ status: 201, type: OneReplyView })
  @ApiResponse(CONFLICT)
  @ApiResponse(LIMITED)
  regenerate(
    @Person() person: Principal,
    @Mine() message: MessageRow,
    @Body() body: RegenerateDto,
  ): Promise<OneReplyView> {
    return this.messages.regenerate(person, message, body);
  }

  /** Another question in the place of this one, on a branch of its own. */
  @Post('messages/:id/edit')
  @Owned('message')
  @ApiResponse({ status: 201, type: SentView })
  @ApiResponse(CONFLICT)
  @ApiResponse(LIMITED)
  edit(@Person() person: Principal, @Mine() message: MessageRow, @Body() body: EditDto): Promise<SentView> {
    return this.messages.edit(person, message, body);
  }

  /** An answer that was interrupted or stopped goes on as the same message. */
  @Post('messages/:id/continue')
  @Owned('message')
  @ApiResponse({ status: 201, type: OneReplyView })
  @ApiResponse(CONFLICT)
  @ApiResponse(LIMITED)
  continue(@Person() person: Principal, @Mine() message: MessageRow): Promise<OneReplyView> {
    return this.messages.continue(person, message);
  }

  /** Ends an answer where it is; what was written stays. */
  @Post('messages/:id/stop')
  @HttpCode(200)
  @Owned('message')
  @ApiResponse({ status: 200, type: MessageView })
  stop(@Mine() message: MessageRow): Promise<MessageView> {
    return this.pages.stop(message);
  }
}
