import { ApiProperty } from '@nestjs/swagger';
import type { FeedbackRow, MessageRow, MessageRole, MessageStatus } from '@naru/db';

import { FeedbackView, feedbackView } from '../feedback/feedback-view.ts';

export class UsageView {
  @ApiProperty({ type: 'integer' })
  promptTokens!: number;

  @ApiProperty({ type: 'integer' })
  completionTokens!: number;

  @ApiProperty({ description: 'The engine told nothing: the counts are ours.' })
  estimated!: boolean;
}

export class MessageErrorView {
  @ApiProperty()
  code!: string;

  @ApiProperty()
  message!: string;
}

/** A message as people and programs see it. */
export class MessageView {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  conversationId!: string;

  @ApiProperty({ type: String, nullable: true, format: 'uuid' })
  parentId!: string | null;

  @ApiProperty({ enum: ['user', 'assistant'] })
  role!: MessageRole;

  @ApiProperty()
  content!: string;

  @ApiProperty({ enum: ['complete', 'streaming', 'stopped', 'interrupted', 'failed'] })
  status!: MessageStatus;

  @ApiProperty({ type: String, nullable: true })
  model!: string | null;

  @ApiProperty({ format: 'date-time' })
  createdAt!: string;

  @ApiProperty({ type: String, nullable: true })
  finishReason!: string | null;

  @ApiProperty({ type: MessageErrorView, nullable: true })
  error!: MessageErrorView | null;

  @ApiProperty({ type: UsageView, nullable: true })
  usage!: UsageView | null;

  @ApiProperty({ type: 'integer', description: 'Old turns that were left out of the prompt.' })
  trimmedTurns!: number;

  @ApiProperty({ type: FeedbackView, nullable: true })
  feedback!: FeedbackView | null;

  @ApiProperty({ type: String, nullable: true, format: 'uuid', description: 'While it is being written.' })
  streamId!: string | null;
}

export function messageView(row: MessageRow, feedback: FeedbackRow | null): MessageView {
  return {
    id: row.id,
    conversationId: row.conversationId,
    parentId: row.parentId,
    role: row.role,
    content: row.content,
    status: row.status,
    model: row.model,
    createdAt: new Date(row.createdAt).toISOString(),
    finishReason: row.finishReason,
    error: row.errorCode === null ? null : { code: row.errorCode, message: row.errorMessage ?? '' },
    usage: usageOf(row),
    trimmedTurns: row.trimmedTurns,
    feedback: feedback === null ? null : feedbackView(feedback),
    streamId: row.status === 'streaming' ? row.streamId : null,
  };
}

function usageOf({ promptTokens, completionTokens, usageEstimated }: MessageRow): UsageView | null {
  if (promptTokens === null || completionTokens === null) return null;
  return { promptTokens, completionTokens, estimated: usageEstimated ?? false };
}
