import { Check, Entity, Index } from 'typeorm';

import { IdColumn, JsonColumn, TextColumn, TimeColumn, WordColumn } from '../database/columns.ts';

export type LoopRoundState = 'running' | 'finished' | 'failed' | 'cancelled';
export type LoopTrigger = 'command' | 'cron' | 'corrections';

/** One time around the loop, from feedback to what is served. Rounds run one at a time, in the order of their ids. */
@Entity('loop_rounds')
@Index(['state'])
@Check('ck_loop_rounds_state', `state IN ('running', 'finished', 'failed', 'cancelled')`)
@Check('ck_loop_rounds_trigger', `started_by IN ('command', 'cron', 'corrections')`)
export class LoopRoundRow {
  @IdColumn()
  id!: string;

  /** Of the policy's content: a round that was killed goes on under the same policy only. */
  @WordColumn()
  policySha256!: string;

  /** The policy with its defaults. */
  @JsonColumn()
  policy!: object;

  @WordColumn()
  startedBy!: LoopTrigger;

  @WordColumn()
  state!: LoopRoundState;

  /** How it ended, in a sentence. */
  @TextColumn({ nullable: true })
  because!: string | null;

  @TimeColumn()
  startedAt!: number;

  @TimeColumn({ nullable: true })
  endedAt!: number | null;
}
