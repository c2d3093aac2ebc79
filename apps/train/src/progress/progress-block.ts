import { duration, gibibytes, padded, paint, printable, type Terminal, whole } from '@naru/terminal';

import { loss } from './figures.ts';
import { secondsLeft, type RunState } from './run-state.ts';

/** A run in the progress view. */
export interface BlockRun {
  readonly label: string;
  readonly state: RunState;
  /** Since this command began to watch it, in milliseconds. */
  readonly elapsedMs: number;
  /** The job was asked to end. */
  readonly stopping: boolean;
}

const BAR_CELLS = 24;

/** The lines of the block that is drawn over and over: two a run. */
export function blockLines(runs: readonly BlockRun[], terminal: Terminal, now: number): string[] {
  const widest = Math.max(...runs.map((run) => run.label.length));
  return runs.flatMap((run) => [
    `${paint(terminal, 'bold', padded(run.label, widest))}  ${doing(run)}`,
    `  ${bar(run.state, terminal)} ${factsOf(run, now).join('  ')}`,
  ]);
}

/** What the run does now, in words. */
export function doing({ state, stopping }: Pick<BlockRun, 'state' | 'stopping'>): string {
  if (state.finished !== undefined) return 'finished';
  if (state.failed !== undefined) return state.failed.code === 'cancelled' ? 'stopped' : `failed: ${state.failed.code}`;
  if (stopping) return 'stopping';
  const what = state.phase === undefined ? 'starting' : PHASES[state.phase];
  return state.phaseMessage === undefined ? what : `${what}: ${printable(state.phaseMessage)}`;
}

const PHASES = {
  preflight: 'checking the data',
  load: 'loading the base model',
  evaluate: 'evaluating',
  sample: 'answering the sample questions',
  train: 'training',
  export: 'writing the adapter',
} as const;

function bar({ step, totalSteps }: RunState, terminal: Terminal): string {
  const share = totalSteps === undefined ? 0 : Math.min(1, step / totalSteps);
  const full = Math.round(share * BAR_CELLS);
  return paint(terminal, 'cyan', '█'.repeat(full)) + paint(terminal, 'dim', '░'.repeat(BAR_CELLS - full));
}

/** Step, losses, speed, memory and time, as far as they are known. */
export function factsOf({ state, elapsedMs }: BlockRun, now: number): string[] {
  const left = secondsLeft(state, now);
  const facts = [
    state.totalSteps === undefined ? undefined : `step ${state.step}/${state.totalSteps}`,
    state.loss === undefined ? undefined : `loss ${loss(state.loss)}`,
    state.heldOut === undefined ? undefined : `held-out ${loss(state.heldOut)}`,
    state.tokensPerSecond === undefined ? undefined : `${whole(state.tokensPerSecond)} tok/s`,
    state.memoryBytes === undefined ? undefined : gibibytes(state.memoryBytes),
    `${duration(elapsedMs / 1000)} gone`,
    left === undefined || (state.finished ?? state.failed) !== undefined ? undefined : `${duration(left)} left`,
  ];
  return facts.filter((fact) => fact !== undefined);
}
