import type { JobEvent, RunFinished } from '@naru/contracts';
import type { Metric } from '@naru/mlflow-js-client';

/** The highest step that MLflow holds of each metric. */
export type LastSteps = Readonly<Record<string, number>>;

/**
 * The points of an event, each under its event's time: sent again, it is the same point, which MLflow keeps once.
 *
 * An attempt that resumed repeats the steps after its checkpoint. A step that MLflow has is not sent again.
 */
export function pointsOf(event: JobEvent, lastSteps: LastSteps): Metric[] {
  if (event.type === 'metric' || event.type === 'eval') return fresh(event.values, event.step, event.at, lastSteps);
  if (event.type === 'run.finished') return fresh(resultOf(event), event.steps, event.at, lastSteps);
  return [];
}

/** `lastSteps` once `points` are delivered. */
export function afterPoints(points: readonly Metric[], lastSteps: LastSteps): LastSteps {
  const next: Record<string, number> = { ...lastSteps };
  for (const { key, step } of points) next[key] = Math.max(next[key] ?? step, step);
  return next;
}

/** The figures that runs are compared by. `final_` is of the adapter that was kept. */
function resultOf(event: RunFinished): Values {
  return {
    ...prefixed('initial_', event.lossBefore),
    ...prefixed('final_', event.lossAfter),
    trained_tokens: event.trainedTokens,
    train_seconds: event.seconds,
    peak_memory_bytes: event.peakMemoryBytes,
  };
}

type Values = Readonly<Record<string, unknown>>;

function prefixed(prefix: string, values: Values): Values {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`${prefix}${key}`, value]));
}

function fresh(values: Values, step: number, at: number, lastSteps: LastSteps): Metric[] {
  return Object.entries(values)
    .map(([key, value]) => ({ key: metricKey(key), value: Number(value), timestamp: at, step }))
    .filter(({ key }) => step > (lastSteps[key] ?? -1));
}

const LONGEST_KEY = 250;

/** A key that MLflow takes; a language that a data row names may be any text. */
export function metricKey(key: string): string {
  const clean = key
    .normalize('NFC')
    .replace(/[^/\p{L}\p{N}_.\- :]/gu, '_')
    .split('/')
    .map((part) => (/^\.*$/.test(part) ? `_${part.replaceAll('.', '_')}` : part))
    .join('/');
  return Array.from(clean).slice(0, LONGEST_KEY).join('').replace(/^\.\./, '__');
}
