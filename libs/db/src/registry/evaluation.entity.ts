import { Entity, Index, PrimaryColumn } from 'typeorm';

import { TimeColumn, WordColumn } from '../database/columns.ts';

export type EvaluationVerdict = 'better' | 'not better' | 'inconclusive';

/** An evaluation that wrote a report, and the hash of it: a report that was edited later is told from it. Only added. */
@Entity('evaluations')
@Index(['candidateSha256'])
export class EvaluationRow {
  /** The evaluation's id. */
  @PrimaryColumn('text')
  id!: string;

  /** Of report.json's bytes. */
  @WordColumn()
  reportSha256!: string;

  /** Of the adapter; null: a base model. */
  @WordColumn({ nullable: true })
  candidateSha256!: string | null;

  @WordColumn()
  verdict!: EvaluationVerdict;

  @TimeColumn()
  createdAt!: number;
}
