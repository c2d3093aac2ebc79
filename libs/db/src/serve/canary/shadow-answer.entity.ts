import { Column, Entity, ForeignKey, Unique } from 'typeorm';

import { IdColumn, RefColumn, TextColumn, TimeColumn, WordColumn } from '../../database/columns.ts';
import { CanaryRow } from '../../registry/canary.entity.ts';
import { MessageRow } from '../chat/message.entity.ts';

/** What a candidate would have answered. Nobody is shown it, nothing exports it, and it goes with the answer beside it. */
@Entity('shadow_answers')
@Unique(['canaryId', 'messageId'])
export class ShadowAnswerRow {
  @IdColumn()
  id!: string;

  @RefColumn()
  @ForeignKey(() => CanaryRow, { onDelete: 'CASCADE' })
  canaryId!: string;

  /** The answer that the person got. */
  @RefColumn()
  @ForeignKey(() => MessageRow, { onDelete: 'CASCADE' })
  messageId!: string;

  /** The candidate. */
  @WordColumn()
  model!: string;

  @TextColumn()
  content!: string;

  @WordColumn({ nullable: true })
  finishReason!: string | null;

  @WordColumn({ nullable: true })
  errorCode!: string | null;

  @Column('integer', { nullable: true })
  ttftMs!: number | null;

  @Column('integer')
  durationMs!: number;

  @TimeColumn()
  createdAt!: number;
}
