import { Entity, PrimaryColumn } from 'typeorm';

import { CountColumn } from '../../database/columns.ts';

/** What one principal used on one day (UTC). */
@Entity('usage_days')
export class UsageDayRow {
  /** `user:<id>` or `key:<id>`. */
  @PrimaryColumn('text')
  principal!: string;

  /** `2026-11-23` */
  @PrimaryColumn('varchar', { length: 10 })
  day!: string;

  @CountColumn()
  requests!: number;

  @CountColumn()
  promptTokens!: number;

  @CountColumn()
  completionTokens!: number;
}
