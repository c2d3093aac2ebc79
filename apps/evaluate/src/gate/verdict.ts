import type { EvaluationGate } from '@naru/contracts';
import { holm, itemsForMean, pairedBootstrap, type BootstrapResult } from '@naru/statistics';

/** What the two were measured to be, item by item. */
export interface Compared {
  readonly measure: string;
  /** Candidate minus baseline of each item, turned so that more is better. */
  readonly differences: readonly number[];
  /** The prompt of each item, where several answers belong to one. */
  readonly clusters?: readonly string[];
}

export type Verdict = 'better' | 'not better' | 'inconclusive';

/** What came of one measure of the gate. */
export interface Decided extends BootstrapResult {
  readonly measure: string;
  readonly role: 'primary' | 'guardrail';
  /** What the interval has to lie above: 0, or minus the margin. */
  readonly above: number;
  /** After Holm's correction over all measures of the gate; one-sided. */
  readonly adjustedP: number;
  readonly outcome: 'shown' | 'refuted' | 'open';
  /** Why, in words. */
  readonly because: string;
}

export interface Judged {
  readonly verdict: Verdict;
  readonly because: readonly string[];
  readonly measures: readonly Decided[];
}

/**
 * Whether the candidate is better: the primary measure has to win and no guardrail may lose more than its margin, each
 * shown by its interval and by a p-value that Holm's correction has raised. What cannot be said yet is inconclusive, and
 * that does not pass.
 *
 * @throws RangeError where a measure of the gate was not compared
 */
export function judge(gate: EvaluationGate, compared: readonly Compared[]): Judged {
  const wanted = [
    { role: 'primary' as const, measure: gate.primary.measure, above: 0 },
    ...gate.guardrails.map(({ measure, margin }) => ({ role: 'guardrail' as const, measure, above: -margin })),
  ];
  const results = wanted.map((one) => ({ ...one, ...resultOf(gate, compared, one) }));
  const adjusted = holm(results.map(({ p }) => p));
  const measures = results.map((result, at) => decided(gate, { ...result, adjustedP: adjusted[at] ?? 1 }));
  return { ...verdictOf(measures), measures };
}

/** Where no item has the measure nothing can be said, and that does not pass. */
const NOTHING = { estimate: 0, low: -Infinity, high: Infinity, p: 1, items: 0, clusters: 0, deviation: 0 };

interface Wanted {
  readonly role: 'primary' | 'guardrail';
  readonly measure: string;
  readonly above: number;
}

function resultOf(
  gate: EvaluationGate,
  compared: readonly Compared[],
  { measure, above }: Wanted,
): BootstrapResult & { readonly deviation: number } {
  const found = compared.find((one) => one.measure === measure);
  if (found === undefined) throw new RangeError(`The gate decides by ${measure}, which was not compared.`);
  const { differences, clusters } = found;
  if (differences.length === 0) return NOTHING;
  const { level, resamples, seed } = gate;
  const result = pairedBootstrap(differences, { level, resamples, seed, null: above, ...(clusters && { clusters }) });
  return { ...result, deviation: deviationOf(differences, result.estimate) };
}

function decided(
  gate: EvaluationGate,
  result: Wanted & BootstrapResult & { readonly deviation: number; readonly adjustedP: number },
): Decided {
  const { deviation, ...rest } = result;
  const { outcome, because } = outcomeOf(gate, result, deviation);
  return { ...rest, outcome, because };
}

type Outcome = Pick<Decided, 'outcome' | 'because'>;

function outcomeOf(
  gate: EvaluationGate,
  result: Wanted & BootstrapResult & { readonly adjustedP: number },
  deviation: number,
): Outcome {
  const { role, measure, above, low, high, clusters, adjustedP } = result;
  if (clusters === 0) return { outcome: 'open', because: `${measure}: no item has it` };
  const range = `${measure}: ${shown(result.estimate)} (${shown(low)} to ${shown(high)})`;
  if (clusters < gate.minimum_items) {
    return { outcome: 'open', because: `${range}: ${clusters} items, and the gate asks for ${gate.minimum_items}` };
  }
  const alpha = (1 - gate.level) / 2;
  const isPrimary = role === 'primary';
  if (low > above && adjustedP <= alpha)
    return { outcome: 'shown', because: isPrimary ? `${range}: a gain` : `${range}: within its margin of ${-above}` };
  if (isPrimary ? high <= gate.primary.worth : high < above) {
    return {
      outcome: 'refuted',
      because: isPrimary ? `${range}: no gain that matters` : `${range}: loses more than its margin of ${-above}`,
    };
  }
  return { outcome: 'open', because: `${range}: not sure yet; ${advice(result.estimate - above, deviation)}` };
}

/** How many items would tell, were the truth what it looks like. */
function advice(distance: number, deviation: number): string {
  if (distance === 0 || deviation === 0) return 'more items would tell';
  return `some ${itemsForMean(distance, deviation)} items would tell, were it so`;
}

function verdictOf(measures: readonly Decided[]): Pick<Judged, 'verdict' | 'because'> {
  const of = (outcome: Decided['outcome']): string[] =>
    measures.filter((one) => one.outcome === outcome).map(({ because }) => because);
  const [refuted, open] = [of('refuted'), of('open')];
  if (refuted.length > 0) return { verdict: 'not better', because: refuted };
  if (open.length > 0) return { verdict: 'inconclusive', because: open };
  return { verdict: 'better', because: of('shown') };
}

function deviationOf(values: readonly number[], mean: number): number {
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}

const shown = (value: number): string => (value >= 0 ? '+' : '−') + Math.abs(value).toPrecision(3);
