import { join } from 'node:path';

import { AnswerLog, Asker, TokenBudget, type OpenModel } from '@naru/ask';
import type { JudgeFigures } from '@naru/contracts';
import { keyOf } from '@naru/files';

import { figuresOf } from './figures.ts';
import type { Pair, Win } from './pair.ts';
import { ORDERS, preferenceOf, preferenceRequest, type Order, type Preference } from './preference.ts';
import { readRubric, rubricId, type Rubric } from './rubric.ts';

export interface JudgeOptions {
  /** As the endpoint names it. */
  readonly model: string;
  /** An OpenAI-compatible API; else that of the settings. */
  readonly url?: string | undefined;
  readonly openModel: OpenModel;
  /** `pairwise` where not given. */
  readonly rubric?: string;
  /** Tokens that the whole may cost, prompts and answers; null: any number. */
  readonly budgetTokens: number | null;
  /** US dollars for a million tokens. */
  readonly price: { readonly in: number; readonly out: number } | null;
  /** Where answers are kept: nothing is asked, or paid for, twice. */
  readonly work: string;
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface Judged {
  readonly figures: JudgeFigures;
  /** By the pair's key; a pair that was not judged in both orders is not in it. */
  readonly wins: ReadonlyMap<string, Win>;
}

/** Requests at once; engines that serve fewer let the others wait. */
const AT_ONCE = 8;
const LOG_DIGITS = 12;

/**
 * Has a model say which of two answers is better, each pair in both orders: one verdict in both is a win or a loss, two
 * different ones are a tie. Equal answers are a tie without being asked about.
 *
 * @throws AppError where no request can succeed, AbortError when stopped; what was answered is kept
 */
export async function judgePairs(pairs: readonly Pair[], options: JudgeOptions): Promise<Judged> {
  const { rubric: name = 'pairwise', work, price } = options;
  const rubric = readRubric(name);
  const budget = new TokenBudget(options.budgetTokens);
  const id = rubricId(name, rubric);
  const file = `${keyOf([options.model, options.url ?? null, id]).slice(0, LOG_DIGITS)}.jsonl`;
  const log = await AnswerLog.open(join(work, 'judge', file));
  try {
    const model = options.openModel({ model: options.model, endpoint: options.url });
    const asker = new Asker({ model, log, budget, concurrency: AT_ONCE, signal: options.signal });
    const said = await preferences(asker, pairs, rubric, options.onProgress);
    const verdicts = pairs.map((pair) => (isSame(pair) ? SAME : verdictOf(said.get(pair.key) ?? [])));
    const wins = new Map(
      pairs.flatMap(({ key }, at): [string, Win][] => {
        const win = verdicts[at]?.win;
        return win === undefined ? [] : [[key, win]];
      }),
    );
    return { wins, figures: figuresOf({ pairs, verdicts, model: options.model, promptId: id, budget, price }) };
  } finally {
    await log.close();
  }
}

/** What came of a pair; undefined: an order has no preference. */
export interface PairVerdict {
  readonly win: Win | undefined;
  readonly isFlipped: boolean;
}

const SAME: PairVerdict = { win: 0.5, isFlipped: false };

const isSame = ({ candidate, baseline }: Pair): boolean => candidate.trim() === baseline.trim();

/** By the pair's key, one for each order. What is malformed is asked for once more. */
async function preferences(
  asker: Asker,
  pairs: readonly Pair[],
  rubric: Rubric,
  onProgress: JudgeOptions['onProgress'],
): Promise<Map<string, Preference[]>> {
  const asked = pairs
    .filter((pair) => !isSame(pair))
    .flatMap((pair) => ORDERS.map((order): { pair: Pair; order: Order } => ({ pair, order })));
  let done = 0;
  const outcomes = await asker.ask(
    asked.map(({ pair, order }) => preferenceRequest(pair, order, rubric, 0)),
    () => onProgress?.((done += 1), asked.length),
  );
  const said = outcomes.map((outcome, at) => preferenceOf(outcome, asked[at]?.order ?? 'candidate-first'));
  const malformed = asked.map((one, at) => ({ ...one, at })).filter(({ at }) => said[at] === 'malformed');
  const again = await asker.ask(malformed.map(({ pair, order }) => preferenceRequest(pair, order, rubric, 1)));
  for (const [place, { at, order }] of malformed.entries()) {
    const outcome = again[place];
    if (outcome !== undefined) said[at] = preferenceOf(outcome, order);
  }
  const byPair = new Map<string, Preference[]>();
  for (const [at, { pair }] of asked.entries()) {
    byPair.set(pair.key, [...(byPair.get(pair.key) ?? []), said[at] ?? 'failed']);
  }
  return byPair;
}

const WINS: Readonly<Partial<Record<Preference, Win>>> = { candidate: 1, tie: 0.5, baseline: 0 };

function verdictOf(said: readonly Preference[]): PairVerdict {
  const [one, other] = said.map((preference) => WINS[preference]);
  if (one === undefined || other === undefined) return { win: undefined, isFlipped: false };
  return one === other ? { win: one, isFlipped: false } : { win: 0.5, isFlipped: true };
}
