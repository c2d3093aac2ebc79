import { Entity, ForeignKey, PrimaryColumn } from 'typeorm';

import { RefColumn, TimeColumn, WordColumn } from '../../database/columns.ts';
import { UserRow } from './user.entity.ts';

export type LinkPurpose = 'first-admin' | 'invitation';

/** A link that works once. The address holds the token, the table its SHA-256. */
@Entity('one_time_links')
export class OneTimeLinkRow {
  @PrimaryColumn('text')
  tokenHash!: string;

  @WordColumn()
  purpose!: LinkPurpose;

  /** Who made it; null: the server itself. */
  @RefColumn({ nullable: true })
  @ForeignKey(() => UserRow, { onDelete: 'CASCADE' })
  createdBy!: string | null;

  @TimeColumn()
  createdAt!: number;

  @TimeColumn()
  expiresAt!: number;

  @TimeColumn({ nullable: true })
  usedAt!: number | null;
}
