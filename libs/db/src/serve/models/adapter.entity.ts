import { Check, Entity, Index, Unique } from 'typeorm';

import { IdColumn, TimeColumn, WordColumn } from '../../database/columns.ts';

/** An adapter that the engine should have (present) or no longer have (absent). Rows stay: a name is never reused. */
@Entity('adapters')
@Unique(['name'])
@Index(['desired'])
@Check('ck_adapters_desired', `desired IN ('present', 'absent')`)
export class AdapterRow {
  @IdColumn()
  id!: string;

  /** `name@sha` */
  @WordColumn()
  name!: string;

  @WordColumn()
  sha256!: string;

  @WordColumn({ nullable: true })
  runId!: string | null;

  /** The PEFT folder, for vLLM. */
  @WordColumn()
  path!: string;

  /** The same adapter for llama.cpp. */
  @WordColumn({ nullable: true })
  ggufPath!: string | null;

  @WordColumn()
  chatTemplateSha256!: string;

  @WordColumn()
  baseId!: string;

  @WordColumn({ nullable: true })
  datasetId!: string | null;

  @WordColumn({ nullable: true })
  datasetSha256!: string | null;

  @WordColumn({ nullable: true })
  mlflowRunId!: string | null;

  @WordColumn()
  desired!: 'present' | 'absent';

  @TimeColumn()
  createdAt!: number;
}
