import type { JobEvent, Phase, Preflight, RunFailed, RunFinished, RunStarted } from '@naru/contracts';

export interface SampleAnswers {
  readonly prompt: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

export type Losses = Readonly<Record<string, number>>;

/** What is known of a run from its events. */
export interface RunState {
  readonly started: RunStarted | undefined;
  readonly phase: Phase['name'] | undefined;
  readonly phaseMessage: string | undefined;
  readonly preflight: Preflight | undefined;
  readonly step: number;
  readonly totalSteps: number | undefined;
  readonly loss: number | undefined;
  readonly heldOut: number | undefined;
  readonly tokensPerSecond: number | undefined;
  readonly memoryBytes: number | undefined;
  /** Times and steps of the last metrics of this attempt, for the time that is left. */
  readonly pace: readonly { readonly at: number; readonly step: number }[];
  readonly samples: readonly SampleAnswers[];
  readonly finished: RunFinished | undefined;
  readonly failed: RunFailed | undefined;
}

export const initialState: RunState = {
  started: undefined,
  phase: undefined,
  phaseMessage: undefined,
  preflight: undefined,
  step: 0,
  totalSteps: undefined,
  loss: undefined,
  heldOut: undefined,
  tokensPerSecond: undefined,
  memoryBytes: undefined,
  pace: [],
  samples: [],
  finished: undefined,
  failed: undefined,
};

const PACE_METRICS = 10;

export function applyEvent(state: RunState, event: JobEvent): RunState {
  switch (event.type) {
    case 'run.started':
      return { ...state, started: event, phase: undefined, pace: [], failed: undefined, finished: undefined };
    case 'phase':
      return { ...state, phase: event.name, phaseMessage: event.message };
    case 'preflight':
      return { ...state, preflight: event };
    case 'metric':
      return afterMetric(state, event);
    case 'eval':
      return { ...state, heldOut: figure(event.values['eval_loss']) };
    case 'sample':
      return { ...state, samples: withAnswer(state.samples, event) };
    case 'run.finished':
      return { ...state, finished: event };
    case 'run.failed':
      return { ...state, failed: event };
    case 'checkpoint':
    case 'tokenize.finished':
    case 'score.progress':
    case 'score.finished':
      return state;
  }
}

function afterMetric(
  state: RunState,
  { step, totalSteps, values, at }: Extract<JobEvent, { type: 'metric' }>,
): RunState {
  return {
    ...state,
    step,
    totalSteps,
    loss: figure(values['loss']),
    tokensPerSecond: figure(values['tokens_per_second']),
    memoryBytes: figure(values['system/gpu_memory_bytes'] ?? values['system/rss_bytes']) ?? state.memoryBytes,
    pace: [...state.pace, { at, step }].slice(-PACE_METRICS),
  };
}

function withAnswer(samples: readonly SampleAnswers[], event: Extract<JobEvent, { type: 'sample' }>): SampleAnswers[] {
  const changed = [...samples];
  changed[event.index] = { ...changed[event.index], prompt: event.prompt, [event.stage]: event.answer };
  return changed;
}

/** A metric's number; JSON has no NaN and no infinity, so that these come as words. */
export function figure(value: number | string | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

/** Seconds of training that are left at the pace of the last steps; unknown before two of them. */
export function secondsLeft({ pace, step, totalSteps }: RunState, now: number): number | undefined {
  const [first, last] = [pace[0], pace.at(-1)];
  if (first === undefined || last === undefined || totalSteps === undefined || last.step <= first.step)
    return undefined;
  const perStep = (last.at - first.at) / (last.step - first.step);
  return Math.max(0, ((totalSteps - step) * perStep - (now - last.at)) / 1000);
}
