import { Check, Column, Entity, ForeignKey, Index, Unique } from 'typeorm';

import { IdColumn, JsonColumn, RefColumn, TextColumn, TimeColumn, WordColumn } from '../database/columns.ts';
import { LoopRoundRow } from './loop-round.entity.ts';

export type LoopStepState = 'running' | 'done' | 'skipped' | 'failed';

/** A step of a round. What has the same key as a step that is done is not done again. */
@Entity('loop_steps')
@Unique(['roundId', 'name'])
@Index(['name', 'key'])
@Check('ck_loop_steps_state', `state IN ('running', 'done', 'skipped', 'failed')`)
export class LoopStepRow {
  @IdColumn()
  id!: string;

  @RefColumn()
  @ForeignKey(() => LoopRoundRow, { onDelete: 'CASCADE' })
  roundId!: string;

  /** From 1. */
  @Column('integer')
  position!: number;

  @WordColumn()
  name!: string;

  /** SHA-256 of all that the step depends on. */
  @WordColumn()
  key!: string;

  @WordColumn()
  state!: LoopStepState;

  /** Ids of what it made: a dataset, a run, an evaluation. */
  @JsonColumn({ nullable: true })
  made!: Readonly<Record<string, string | null>> | null;

  /** Why it was skipped, or failed. */
  @TextColumn({ nullable: true })
  because!: string | null;

  /** The command that runs it: a round that was killed ends it before the step begins again. */
  @JsonColumn({ nullable: true })
  process!: { readonly pid: number; readonly startedAt: string | null } | null;

  @TimeColumn()
  startedAt!: number;

  @TimeColumn({ nullable: true })
  endedAt!: number | null;
}
