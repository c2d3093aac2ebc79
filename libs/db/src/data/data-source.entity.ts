import { Check, Entity, ForeignKey, Index } from 'typeorm';

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

export type SourceKind = 'upload' | 'hub' | 'feedback' | 'synthetic';

/** What datasets are made of: a file that somebody brought, or a dataset of the hub. */
@Entity('data_sources')
@Index(['ownerId'])
@Check('ck_data_sources_kind', `kind IN ('upload', 'hub', 'feedback', 'synthetic')`)
export class DataSourceRow {
  @IdColumn()
  id!: string;

  /** null: nobody's; for administrators. */
  @RefColumn({ nullable: true })
  @ForeignKey(() => UserRow, { onDelete: 'SET NULL' })
  ownerId!: string | null;

  @TextColumn()
  name!: string;

  @WordColumn()
  kind!: SourceKind;

  /** As the person's machine called it. For people: what lies on the disk has the name in `place`. */
  @TextColumn({ nullable: true })
  fileName!: string | null;

  /** Relative to the workspace; null: it is pulled when a job reads it. */
  @WordColumn({ nullable: true })
  place!: string | null;

  @JsonColumn({ nullable: true })
  hub!: { readonly repo: string; readonly revision: string | null } | null;

  @CountColumn()
  bytes!: number;

  @WordColumn({ nullable: true })
  sha256!: string | null;

  @TextColumn({ nullable: true })
  licence!: string | null;

  @TimeColumn()
  createdAt!: number;
}
