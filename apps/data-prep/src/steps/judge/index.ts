// Owns which rows a model finds too bad to learn from. Does not know endpoints: a build is given what opens models.
import { Asker, TokenBudget } from '@naru/ask';
import { AppError } from '@naru/contracts';

import type { Collected, Decided, Decision, WholeStep } from '../step.ts';
import { collectorFor, readCollected, ROWS } from './collect.ts';
import type { JudgeParameters } from './parameters.ts';
import { openVerdicts } from './verdict-log.ts';
import { isVerdict, judged, readRubric, type Unjudged, type Verdict } from './verdict.ts';

export type { JudgeParameters } from './parameters.ts';

export const judge: WholeStep<JudgeParameters> = {
  name: 'judge',
  version: 1,
  resolve: (parameters) => {
    const { ko, en } = readRubric(parameters.rubric);
    return Promise.resolve({ ...parameters, prompts: { ko: ko.sha256, en: en.sha256 } });
  },
  collect: collectorFor,
  decide,
  told: ({ score }) => ({ score }),
};

/** Requests at once; engines that serve fewer let the others wait. */
const AT_ONCE = 8;
/** The step is over when it is written, not with its last verdict. */
const ALMOST = 0.99;

async function decide(parameters: JudgeParameters, collected: Collected): Promise<Decided> {
  const { shards, work, signal, openModel } = collected;
  if (openModel === undefined) throw new AppError('config.invalid', 'The step judge cannot ask a model here.');
  const rubric = readRubric(parameters.rubric);
  const log = await openVerdicts(work, parameters);
  const budget = new TokenBudget(parameters.budgetTokens);
  try {
    const model = openModel(parameters);
    const asker = new Asker({ model, log, budget, concurrency: AT_ONCE, signal });
    const found = emptyFound();
    for (const [at, shard] of shards.entries()) {
      const rows = readCollected(shard.file(ROWS));
      let done = 0;
      const verdicts = await judged(asker, rows, rubric, () => {
        done += 1;
        const share = (at + done / rows.length) / shards.length;
        void collected.progress(Math.min(share, ALMOST)).catch(() => undefined);
      });
      found.decisions.push(rows.map(({ index }, row) => ({ index, ...decided(verdicts[row], parameters, found) })));
    }
    await collected.progress(1);
    return toldOf(found, budget, collected);
  } finally {
    await log.close();
  }
}

interface Found {
  readonly decisions: (Decision & { readonly index: number })[][];
  readonly scores: Record<string, number>;
  readonly unjudged: Partial<Record<Unjudged, number>>;
}

const emptyFound = (): Found => ({ decisions: [], scores: {}, unjudged: {} });

function decided(verdict: Verdict | Unjudged | undefined, { minimum }: JudgeParameters, found: Found): Decision {
  if (verdict === undefined || !isVerdict(verdict)) {
    const why = verdict ?? 'failed';
    found.unjudged[why] = (found.unjudged[why] ?? 0) + 1;
    return {};
  }
  const { score, reason } = verdict;
  found.scores[score] = (found.scores[score] ?? 0) + 1;
  return { ...(score < minimum && { drop: 'judged-low' }), notes: { score, reason } };
}

function toldOf({ decisions, scores, unjudged }: Found, budget: TokenBudget, { say }: Collected): Decided {
  const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);
  const left = Object.entries(unjudged).map(([why, rows]) => `${rows} unjudged (${why})`);
  say([`judge  ${sum(scores)} rows`, ...left, `${budget.spent} tokens`].join(' · '));
  return {
    of: (shard) => (decisions[shard] ?? []).filter(({ drop, notes }) => drop !== undefined || notes !== undefined),
    findings: {
      judged: sum(scores),
      scores,
      unjudged,
      tokens: { prompt: budget.prompt, completion: budget.completion },
    },
  };
}
