import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

import { CountColumn, RefColumn, TimeColumn, WordColumn } from '../../database/columns.ts';
import { UserRow } from '../people/user.entity.ts';

/** A file of feedback that left the database. The same content again is the same row. */
@Entity('feedback_exports')
export class FeedbackExportRow {
  /** `feedback@<sha>` */
  @PrimaryColumn('text')
  id!: string;

  @WordColumn()
  sha256!: string;

  @Column('integer')
  answers!: number;

  @Column('integer')
  pairs!: number;

  /** Answers of earlier exports that this one tells to leave out. */
  @Column('integer')
  withdrawn!: number;

  @CountColumn()
  bytes!: number;

  /** null: made on the command line, or by an account that is gone. */
  @RefColumn({ nullable: true })
  @ForeignKey(() => UserRow, { onDelete: 'SET NULL' })
  createdBy!: string | null;

  /** Of the first one of this content. */
  @TimeColumn()
  exportedAt!: number;
}
