import { Entity, ForeignKey, Index, Unique } from 'typeorm';

import { IdColumn, JsonColumn, RefColumn, TextColumn, TimeColumn, WordColumn } from '../../database/columns.ts';
import { UserRow, type Limits } from './user.entity.ts';

export type Scope = 'chat' | 'conversations' | 'data' | 'admin';

/** A program's key. The table holds the SHA-256 of the whole key and the prefix that a person knows it by. */
@Entity('api_keys')
@Unique(['keyHash'])
@Index(['userId'])
export class ApiKeyRow {
  @IdColumn()
  id!: string;

  @WordColumn()
  keyHash!: string;

  @WordColumn()
  prefix!: string;

  @TextColumn()
  name!: string;

  @RefColumn()
  @ForeignKey(() => UserRow, { onDelete: 'CASCADE' })
  userId!: string;

  @JsonColumn()
  scopes!: readonly Scope[];

  @JsonColumn({ nullable: true })
  limits!: Limits | null;

  @TimeColumn()
  createdAt!: number;

  @TimeColumn({ nullable: true })
  expiresAt!: number | null;

  @TimeColumn({ nullable: true })
  revokedAt!: number | null;

  @TimeColumn({ nullable: true })
  lastUsedAt!: number | null;
}
