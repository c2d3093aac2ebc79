import { LoopRoundRow } from './loop-round.entity.ts';
import { LoopStepRow } from './loop-step.entity.ts';

/** The tables that apps/naru owns: no other project writes them. */
export const loopTables = [LoopRoundRow, LoopStepRow];
