import { Check, Column, Entity, ForeignKey, Index, Unique } from 'typeorm';

import { IdColumn, JsonColumn, RefColumn, TimeColumn, WordColumn } from '../../database/columns.ts';
import { CanaryRow } from '../../registry/canary.entity.ts';

/** A value from 0 to 1 for each measure; null: not known of this conversation. */
export type CanaryValues = Readonly<Record<string, number | null>>;

/**
 * What a canary has of a conversation: numbers about its first answer, no text. They stay when the conversation is
 * deleted: what was decided by them can be counted again.
 */
@Entity('canary_conversations')
@Unique(['canaryId', 'conversationId', 'side'])
@Unique(['messageId', 'side'])
@Index(['canaryId', 'id'])
@Index(['canaryId'], { where: 'closed_at IS NULL' })
@Check('ck_canary_conversations_side', `side IN ('candidate', 'baseline')`)
export class CanaryConversationRow {
  /** In the order in which conversations came. */
  @IdColumn()
  id!: string;

  @RefColumn()
  @ForeignKey(() => CanaryRow, { onDelete: 'CASCADE' })
  canaryId!: string;

  @RefColumn()
  conversationId!: string;

  /** Its first answer within the canary. */
  @RefColumn()
  messageId!: string;

  @WordColumn()
  side!: 'candidate' | 'baseline';

  @TimeColumn()
  begunAt!: number;

  @Column('integer', { nullable: true })
  ttftMs!: number | null;

  /** Of the answer itself. */
  @JsonColumn({ nullable: true })
  answer!: CanaryValues | null;

  /** What the person did about it. */
  @JsonColumn({ nullable: true })
  reaction!: CanaryValues | null;

  @TimeColumn({ nullable: true })
  closedAt!: number | null;
}
