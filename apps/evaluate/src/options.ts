import { AppError } from '@naru/contracts';

import { readJudge, type JudgeArguments, type JudgeChoice } from './judge/index.ts';

/** As a person typed them. */
export interface RunArguments extends JudgeArguments {
  readonly candidate: string;
  readonly baseline: string;
  readonly gate: string;
  readonly sets?: string;
  readonly limitItems?: string;
  readonly limitRows?: string;
  readonly maxNewTokens: string;
  readonly seed: string;
  readonly set: readonly string[];
  readonly again: boolean;
  readonly lmEval?: string;
}

export interface RunOptions {
  readonly candidate: string;
  readonly baseline: string;
  readonly gate: string;
  /** Undefined: all that data/evaluation holds. */
  readonly sets: readonly string[] | undefined;
  readonly limitItems: number | undefined;
  readonly limitRows: number | undefined;
  readonly maxNewTokens: number;
  readonly seed: number;
  /** `key=value`, of the gate. */
  readonly gateChanges: readonly string[];
  readonly again: boolean;
  readonly judge: JudgeChoice | undefined;
  /** Tasks of lm-eval, by name or YAML file. */
  readonly lmEval: readonly string[];
}

/** @throws AppError `usage` */
export function readOptions(given: RunArguments): RunOptions {
  const { candidate, baseline, gate, again, sets, limitItems, limitRows } = given;
  return {
    ...{ candidate, baseline, gate, again, gateChanges: given.set },
    sets: sets === undefined ? undefined : listed(sets).filter((name) => name !== 'none'),
    limitItems: limitItems === undefined ? undefined : whole('--limit-items', limitItems, 1),
    limitRows: limitRows === undefined ? undefined : whole('--limit-rows', limitRows, 0),
    maxNewTokens: whole('--max-new-tokens', given.maxNewTokens, 1),
    seed: whole('--seed', given.seed, 0),
    judge: readJudge(given),
    lmEval: listed(given.lmEval ?? ''),
  };
}

function whole(name: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new AppError('usage', `${name}=${text} is no whole number from ${least} on.`);
}

const listed = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
