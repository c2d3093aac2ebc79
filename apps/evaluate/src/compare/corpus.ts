import type { CorpusFigure, ItemLikelihood, SubjectAnswer } from '@naru/contracts';
import type { CountedMeasure } from '@naru/text-measures';

import { BLEU, CHRF } from '../measures/overlap.ts';
import type { ScoredItem } from './scored-item.ts';

type Side = 'candidate' | 'baseline';
type Of = (items: readonly ScoredItem[], side: Side) => number;

interface Figure {
  readonly measure: string;
  readonly title: string;
  readonly takes: (item: ScoredItem) => boolean;
  readonly of: Of;
}

/** What is defined over all answers together, for all items and by language. */
export function corpusFigures(items: readonly ScoredItem[]): CorpusFigure[] {
  return FIGURES.flatMap(({ measure, title, takes, of }) => {
    const own = items.filter(takes);
    const byLanguage = Map.groupBy(own, ({ evaluated }) => evaluated.language);
    const groups = [['all', own] as const, ...(byLanguage.size > 1 ? [...byLanguage].sort() : [])];
    return groups
      .filter(([, group]) => group.length > 0)
      .map(([value, group]) => ({
        ...{ measure, title, value, items: group.length },
        ...{ candidate: of(group, 'candidate'), baseline: of(group, 'baseline') },
      }));
  });
}

const isHeldOut = ({ evaluated: { kind, candidate, baseline } }: ScoredItem): boolean =>
  kind === 'held-out' && candidate.likelihood !== null && baseline.likelihood !== null;
const isQuestion = ({ evaluated: { kind, candidate } }: ScoredItem): boolean =>
  kind === 'question' && candidate.answer !== null;
const isAnswered = ({ evaluated: { candidate } }: ScoredItem): boolean => candidate.ms !== null;

const FIGURES: readonly Figure[] = [
  { measure: 'perplexity', title: 'Perplexity of a token of held-out rows', takes: isHeldOut, of: perplexity },
  { measure: 'bits-per-byte', title: 'Bits per byte over all held-out bytes', takes: isHeldOut, of: bits },
  { measure: 'bleu', title: 'BLEU over all answers', takes: isQuestion, of: counted(BLEU) },
  { measure: 'chrf', title: 'chrF++ over all answers', takes: isQuestion, of: counted(CHRF) },
  {
    measure: 'ttft',
    title: 'Median time to the first token, ms',
    takes: isAnswered,
    of: median(({ ttftMs }) => ttftMs),
  },
  { measure: 'tokens', title: 'Tokens of an answer, median', takes: isAnswered, of: median(({ tokens }) => tokens) },
];

function summed(items: readonly ScoredItem[], side: Side): ItemLikelihood {
  const sum = { logLikelihood: 0, tokens: 0, bytes: 0 };
  for (const { evaluated } of items) {
    const { logLikelihood = 0, tokens = 0, bytes = 0 } = evaluated[side].likelihood ?? {};
    sum.logLikelihood += logLikelihood;
    sum.tokens += tokens;
    sum.bytes += bytes;
  }
  return sum;
}

function perplexity(items: readonly ScoredItem[], side: Side): number {
  const { logLikelihood, tokens } = summed(items, side);
  return Math.exp(-logLikelihood / Math.max(1, tokens));
}

function bits(items: readonly ScoredItem[], side: Side): number {
  const { logLikelihood, bytes } = summed(items, side);
  return -logLikelihood / Math.LN2 / Math.max(1, bytes);
}

function counted(measure: CountedMeasure): Of {
  return (items, side) =>
    measure.corpusScore(
      items.map(({ evaluated }) => measure.count(evaluated[side].answer ?? '', evaluated.references)),
    );
}

function median(of: (answer: SubjectAnswer) => number | null): Of {
  return (items, side) => {
    const values = items.map(({ evaluated }) => of(evaluated[side]) ?? 0).sort((one, other) => one - other);
    return ((values[(values.length - 1) >> 1] ?? 0) + (values[values.length >> 1] ?? 0)) / 2;
  };
}
