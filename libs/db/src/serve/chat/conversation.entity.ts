import { Entity, ForeignKey, Index, Unique } from 'typeorm';

import { IdColumn, RefColumn, TextColumn, TimeColumn, WordColumn } from '../../database/columns.ts';
import { UserRow } from '../people/user.entity.ts';
import { PresetRow } from './preset.entity.ts';

@Entity('conversations')
@Unique(['id', 'ownerId']) // what messages refer to: a message and its conversation have one owner
@Index(['ownerId', 'updatedAt', 'id']) // the list, by keyset
export class ConversationRow {
  @IdColumn()
  id!: string;

  @RefColumn()
  @ForeignKey(() => UserRow, { onDelete: 'CASCADE' })
  ownerId!: string;

  @TextColumn({ nullable: true })
  title!: string | null;

  /** `searchText(title)`; filled in whenever the title is written. */
  @WordColumn({ nullable: true, select: false })
  titleSearch!: string | null;

  @TextColumn({ nullable: true })
  systemPrompt!: string | null;

  @WordColumn({ nullable: true })
  model!: string | null;

  @RefColumn({ nullable: true })
  @ForeignKey(() => PresetRow, { onDelete: 'SET NULL' })
  presetId!: string | null;

  /** The leaf of the branch that is shown. */
  @RefColumn({ nullable: true })
  currentMessageId!: string | null;

  @TimeColumn()
  createdAt!: number;

  @TimeColumn()
  updatedAt!: number;
}
