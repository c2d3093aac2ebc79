import { Entity, ForeignKey, Index, Unique } from 'typeorm';

import {
  CountColumn,
  IdColumn,
  JsonColumn,
  RefColumn,
  TextColumn,
  TimeColumn,
  WordColumn,
} from '../database/columns.ts';
import { UserRow } from '../serve/people/user.entity.ts';

/**
 * Whose a dataset is. The folder is the truth, this its index: two people who build the same have a row each, and one
 * folder. What nobody asked for here has no owner.
 */
@Entity('data_datasets')
@Unique(['datasetId', 'ownerId'])
@Index(['ownerId'])
export class DatasetRow {
  @IdColumn()
  id!: string;

  /** `name@sha` */
  @WordColumn()
  datasetId!: string;

  @RefColumn({ nullable: true })
  @ForeignKey(() => UserRow, { onDelete: 'SET NULL' })
  ownerId!: string | null;

  @RefColumn({ nullable: true })
  jobId!: string | null;

  @TextColumn()
  name!: string;

  @CountColumn()
  bytes!: number;

  @JsonColumn()
  summary!: DatasetSummary;

  @TimeColumn()
  createdAt!: number;
}

/** What a list shows of a dataset's manifest. */
export interface DatasetSummary {
  readonly description: string;
  readonly licence: string | null;
  readonly rows: { readonly train: number; readonly validation: number; readonly test: number };
  readonly sources: readonly {
    readonly name: string;
    readonly rows: number;
    readonly refused: number;
    readonly licence: string | null;
  }[];
}
