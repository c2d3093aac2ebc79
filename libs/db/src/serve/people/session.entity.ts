import { Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

import { RefColumn, TimeColumn, WordColumn } from '../../database/columns.ts';
import { UserRow } from './user.entity.ts';

/** A signed-in browser. The cookie holds the token, the table its SHA-256. */
@Entity('sessions')
@Index(['userId'])
@Index(['expiresAt'])
export class SessionRow {
  @PrimaryColumn('text')
  tokenHash!: string;

  @RefColumn()
  @ForeignKey(() => UserRow, { onDelete: 'CASCADE' })
  userId!: string;

  /** What `x-csrf-token` has to be. */
  @WordColumn()
  csrfToken!: string;

  @TimeColumn()
  createdAt!: number;

  @TimeColumn()
  expiresAt!: number;

  @TimeColumn()
  lastUsedAt!: number;
}
