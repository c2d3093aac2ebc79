import { Check, Entity, ForeignKey, Index } from 'typeorm';

import { IdColumn, JsonColumn, RefColumn, TextColumn, TimeColumn, WordColumn } from '../database/columns.ts';
import { UserRow } from '../serve/people/user.entity.ts';

export type DataJobState = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';

/** The building of a dataset. Jobs run one at a time, in the order of their ids. */
@Entity('data_jobs')
@Index(['ownerId'])
@Index(['state'])
@Check('ck_data_jobs_state', `state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')`)
export class DataJobRow {
  @IdColumn()
  id!: string;

  @RefColumn({ nullable: true })
  @ForeignKey(() => UserRow, { onDelete: 'SET NULL' })
  ownerId!: string | null;

  @TextColumn()
  name!: string;

  @WordColumn()
  state!: DataJobState;

  /** As it was asked for: its sources by their ids. */
  @JsonColumn()
  recipe!: object;

  /** A step whose kept results are made anew. */
  @WordColumn({ nullable: true })
  again!: string | null;

  @WordColumn({ nullable: true })
  datasetId!: string | null;

  @JsonColumn({ nullable: true })
  error!: { readonly code: string; readonly message: string; readonly hint?: string } | null;

  @TimeColumn()
  createdAt!: number;

  @TimeColumn({ nullable: true })
  startedAt!: number | null;

  @TimeColumn({ nullable: true })
  endedAt!: number | null;
}
