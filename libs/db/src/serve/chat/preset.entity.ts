import { Column, Entity, ForeignKey, Index } from 'typeorm';

import { IdColumn, RefColumn, TextColumn, TimeColumn, WordColumn } from '../../database/columns.ts';
import { UserRow } from '../people/user.entity.ts';

/** A named set of system prompt, model and sampling. */
@Entity('presets')
@Index(['ownerId'])
export class PresetRow {
  @IdColumn()
  id!: string;

  @RefColumn()
  @ForeignKey(() => UserRow, { onDelete: 'CASCADE' })
  ownerId!: string;

  @TextColumn()
  name!: string;

  @TextColumn({ nullable: true })
  systemPrompt!: string | null;

  @WordColumn({ nullable: true })
  model!: string | null;

  @Column('double precision', { nullable: true })
  temperature!: number | null;

  @Column('double precision', { nullable: true })
  topP!: number | null;

  @Column('integer', { nullable: true })
  maxTokens!: number | null;

  @TimeColumn()
  createdAt!: number;

  @TimeColumn()
  updatedAt!: number;
}
