import { Check, Column, Entity, Index } from 'typeorm';

import { IdColumn, JsonColumn, TextColumn, TimeColumn, WordColumn } from '../database/columns.ts';

export type CanaryMode = 'share' | 'shadow';

export type CanaryState = 'running' | 'promoted' | 'rolled-back' | 'timed-out' | 'stopped';

/** How a canary is decided. */
export interface CanaryPolicy {
  /** Names of what is compared. */
  readonly measures: readonly string[];
  /** Of the confidence sequences, such as 0.95. */
  readonly level: number;
  /** Conversations on each side before anything is decided. */
  readonly minimum: number;
  /** How long a person is given to say or do something about an answer. */
  readonly windowMinutes: number;
  readonly maxHours: number;
  readonly onWin: 'promote' | 'wait';
}

/** A candidate beside what is in production. One runs at a time for each registered model. */
@Entity('canaries')
@Index('uq_canaries_model', ['model'], { unique: true, where: `state = 'running'` })
@Index(['startedAt'])
@Check('ck_canaries_mode', `mode IN ('share', 'shadow')`)
@Check('ck_canaries_state', `state IN ('running', 'promoted', 'rolled-back', 'timed-out', 'stopped')`)
@Check('ck_canaries_share', 'share >= 0 AND share <= 1')
export class CanaryRow {
  @IdColumn()
  id!: string;

  /** The registered model in MLflow. */
  @WordColumn()
  model!: string;

  /** As serve calls it. */
  @WordColumn()
  candidateName!: string;

  @WordColumn()
  candidateSha256!: string;

  /** Null: the base model. */
  @WordColumn({ nullable: true })
  baselineName!: string | null;

  @WordColumn({ nullable: true })
  baselineSha256!: string | null;

  @WordColumn()
  mode!: CanaryMode;

  /** Of the conversations, 0 to 1. */
  @Column('double precision')
  share!: number;

  @JsonColumn()
  policy!: CanaryPolicy;

  @WordColumn()
  state!: CanaryState;

  /** Who: an account, or `loop`. */
  @TextColumn({ name: 'by_whom' })
  by!: string;

  /** The report that the candidate came with. */
  @WordColumn({ nullable: true })
  evalId!: string | null;

  @TimeColumn()
  startedAt!: number;

  /** When it ends at the latest. */
  @TimeColumn()
  endsAt!: number;

  @TimeColumn({ nullable: true })
  endedAt!: number | null;

  /** Why it ended, in words. */
  @TextColumn({ nullable: true })
  because!: string | null;
}
