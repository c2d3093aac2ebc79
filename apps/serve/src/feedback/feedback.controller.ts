import { Body, Controller, Delete, HttpCode, Put } from '@nestjs/common';
import { ApiResponse, ApiTags } from '@nestjs/swagger';
import { Mine, RequireScope } from '@naru/access';
import { MessageRow } from '@naru/db';

import { Owned } from '../access/owned.ts';
import { FeedbackDto } from './feedback.dto.ts';
import { FeedbackService } from './feedback.service.ts';
import { FeedbackView } from './feedback-view.ts';

@ApiTags('messages')
@RequireScope('conversations')
@Controller('api/messages/:id/feedback')
export class FeedbackController {
  private readonly feedback: FeedbackService;

  constructor(feedback: FeedbackService) {
    this.feedback = feedback;
  }

  /** Up, down or neither, with a reason and a corrected answer. It replaces what was said before. */
  @Put()
  @Owned('message')
  @ApiResponse({ status: 200, type: FeedbackView })
  @ApiResponse({ status: 409, description: 'The message is a question.' })
  put(@Mine() message: MessageRow, @Body() body: FeedbackDto): Promise<FeedbackView> {
    return this.feedback.put(message, body);
  }

  @Delete()
  @HttpCode(204)
  @Owned('message')
  @ApiResponse({ status: 204 })
  remove(@Mine() message: MessageRow): Promise<void> {
    return this.feedback.remove(message);
  }
}
