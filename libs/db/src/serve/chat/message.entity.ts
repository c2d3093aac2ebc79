import { Check, Column, Entity, ForeignKey, Index, Unique } from 'typeorm';

import { IdColumn, JsonColumn, RefColumn, TextColumn, TimeColumn, WordColumn } from '../../database/columns.ts';
import { ConversationRow } from './conversation.entity.ts';

export type MessageRole = 'user' | 'assistant';
export type MessageStatus = 'complete' | 'streaming' | 'stopped' | 'interrupted' | 'failed';

/** What a reply is traced by; written with the message, never changed. */
export interface Provenance {
  readonly model: string;
  /** Who chose the model: whoever asked, by its name; the default of the moment; a canary. Not there: not known. */
  readonly chosenBy?: 'name' | 'default' | 'canary';
  readonly base: { readonly id: string; readonly sha256: string | null };
  readonly adapter: {
    readonly name: string;
    readonly sha256: string;
    readonly runId: string | null;
    readonly mlflowRunId: string | null;
  } | null;
  readonly dataset: { readonly id: string; readonly sha256: string } | null;
  readonly chatTemplateSha256: string | null;
  readonly engine: { readonly name: string; readonly version: string | null };
  readonly parameters: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
}

@Entity('messages')
@ForeignKey(() => ConversationRow, ['conversationId', 'ownerId'], ['id', 'ownerId'], { onDelete: 'CASCADE' })
@ForeignKey(() => MessageRow, ['conversationId', 'parentId'], ['conversationId', 'id'], { onDelete: 'CASCADE' })
@Unique(['conversationId', 'id']) // what a child refers to, and the order of the pages
@Unique(['streamId'])
@Unique(['ownerId', 'idempotencyKey'])
@Index(['conversationId', 'parentId'])
@Index(['status'], { where: `status = 'streaming'` }) // what a start after a crash has to mark
@Index(['model', 'createdAt'], { where: 'model IS NOT NULL' }) // a model's answers
@Index('ix_messages_search', { synchronize: false }) // PostgreSQL's, where it has pg_trgm
@Check('ck_messages_role', `role IN ('user', 'assistant')`)
@Check('ck_messages_status', `status IN ('complete', 'streaming', 'stopped', 'interrupted', 'failed')`)
export class MessageRow {
  @IdColumn()
  id!: string;

  @RefColumn()
  conversationId!: string;

  @RefColumn()
  ownerId!: string;

  /** A message of the same conversation; null: a first message. */
  @RefColumn({ nullable: true })
  parentId!: string | null;

  @WordColumn()
  role!: MessageRole;

  @TextColumn()
  content!: string;

  /** `searchText(content)`; of an answer once it has ended. */
  @WordColumn({ select: false })
  contentSearch!: string;

  @WordColumn()
  status!: MessageStatus;

  @WordColumn({ nullable: true })
  model!: string | null;

  @WordColumn({ nullable: true })
  finishReason!: string | null;

  @WordColumn({ nullable: true })
  errorCode!: string | null;

  @TextColumn({ nullable: true })
  errorMessage!: string | null;

  @Column('integer', { nullable: true })
  promptTokens!: number | null;

  @Column('integer', { nullable: true })
  completionTokens!: number | null;

  /** The engine named no usage: the counts are ours. */
  @Column('boolean', { nullable: true })
  usageEstimated!: boolean | null;

  /** How many old turns were left out of the prompt. */
  @Column('integer', { default: 0 })
  trimmedTurns!: number;

  /** Never used again, for no other stream. */
  @RefColumn({ nullable: true })
  streamId!: string | null;

  /** The stream's sequence number that `content` was kept at. */
  @Column('integer', { default: 0 })
  snapshotSeq!: number;

  @WordColumn({ nullable: true })
  idempotencyKey!: string | null;

  @JsonColumn({ nullable: true })
  provenance!: Provenance | null;

  @TimeColumn()
  createdAt!: number;

  @TimeColumn({ nullable: true })
  completedAt!: number | null;
}
