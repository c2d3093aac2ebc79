import { Entity, ForeignKey, Index } from 'typeorm';

import { IdColumn, RefColumn, TimeColumn } from '../database/columns.ts';
import { UserRow } from '../serve/people/user.entity.ts';

/** A file that is on its way; the source that it becomes has its id. */
@Entity('data_uploads')
@Index(['ownerId'])
export class DataUploadRow {
  @IdColumn()
  id!: string;

  @RefColumn()
  @ForeignKey(() => UserRow, { onDelete: 'CASCADE' })
  ownerId!: string;

  @TimeColumn()
  createdAt!: number;
}
