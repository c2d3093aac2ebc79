import { Entity, PrimaryColumn } from 'typeorm';

import { TimeColumn, WordColumn } from '../../database/columns.ts';

/** What serve last took as production for a base model: it goes on with that while MLflow is away, after a restart too. */
@Entity('production_known')
export class ProductionRow {
  @PrimaryColumn('text')
  baseId!: string;

  /** The adapter's; null: the base model itself. */
  @WordColumn({ nullable: true })
  name!: string | null;

  @WordColumn({ nullable: true })
  sha256!: string | null;

  /** Its number in MLflow. */
  @WordColumn({ nullable: true })
  version!: string | null;

  @TimeColumn()
  switchedAt!: number;
}
