import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

import { TextColumn, TimeColumn, WordColumn } from '../../database/columns.ts';
import { MessageRow } from './message.entity.ts';

export type Rating = 'up' | 'down';

@Entity('feedback')
@Check('ck_feedback_rating', `rating IN ('up', 'down')`)
export class FeedbackRow {
  @PrimaryColumn('varchar', { length: 36 })
  @ForeignKey(() => MessageRow, { onDelete: 'CASCADE' })
  messageId!: string;

  @WordColumn({ nullable: true })
  rating!: Rating | null;

  @TextColumn({ nullable: true })
  reason!: string | null;

  @TextColumn({ nullable: true })
  correction!: string | null;

  /** Whether the next dataset may learn from it. */
  @Column('boolean')
  consent!: boolean;

  @TimeColumn()
  updatedAt!: number;
}
