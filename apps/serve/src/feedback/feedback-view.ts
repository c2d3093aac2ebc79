import { ApiProperty } from '@nestjs/swagger';
import type { FeedbackRow, Rating } from '@naru/db';

export class FeedbackView {
  @ApiProperty({ enum: ['up', 'down'], nullable: true })
  rating!: Rating | null;

  @ApiProperty({ type: String, nullable: true })
  reason!: string | null;

  @ApiProperty({ type: String, nullable: true })
  correction!: string | null;

  @ApiProperty()
  consent!: boolean;

  @ApiProperty({ format: 'date-time' })
  updatedAt!: string;
}

export function feedbackView({ rating, reason, correction, consent, updatedAt }: FeedbackRow): FeedbackView {
  return { rating, reason, correction, consent, updatedAt: new Date(updatedAt).toISOString() };
}
