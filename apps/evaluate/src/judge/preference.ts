import { createHash } from 'node:crypto';

import { jsonIn, turnsOf, type AnswerShape, type Asked, type Outcome } from '@naru/ask';
import { canonicalJson } from '@naru/contracts';

import type { Pair } from './pair.ts';
import type { Rubric } from './rubric.ts';

/** Which answer stands first. */
export type Order = 'candidate-first' | 'baseline-first';
export const ORDERS: readonly Order[] = ['candidate-first', 'baseline-first'];

/** What the judge said of one order, or why nothing is known. */
export type Preference = 'candidate' | 'baseline' | 'tie' | 'malformed' | 'budget' | 'failed';

const MOST_TOKENS = 300;
/** Of the second try: the first answer, at 0, would come again. */
const AGAIN_TEMPERATURE = 0.5;
const FENCE_DIGITS = 12;

const SHAPE: AnswerShape = {
  name: 'preference',
  schema: {
    type: 'object',
    additionalProperties: false,
    required: ['reason', 'better'],
    properties: { reason: { type: 'string' }, better: { type: 'string', enum: ['1', '2', 'tie'] } },
  },
};

/**
 * The judge's question. The answers are data: they stand between lines that end with a hash of the very texts, which no
 * text can hold, so that none can end its own fence.
 */
export function preferenceRequest(pair: Pair, order: Order, rubric: Rubric, again: 0 | 1): Asked {
  const { question, references, candidate, baseline } = pair;
  const [first, second] = order === 'candidate-first' ? [candidate, baseline] : [baseline, candidate];
  const reference = references.length === 0 ? '–' : references.join('\n\n');
  const values = { question, reference, first, second, fence: fenceOf(pair) };
  return {
    about: `${pair.key} ${order}`,
    request: {
      turns: turnsOf(rubric[pair.language], values),
      maxTokens: MOST_TOKENS,
      temperature: again * AGAIN_TEMPERATURE,
      seed: again,
      shape: SHAPE,
    },
  };
}

function fenceOf({ question, references, candidate, baseline }: Pair): string {
  const texts = canonicalJson([question, references, candidate, baseline]);
  return createHash('sha256').update(texts).digest('hex').slice(0, FENCE_DIGITS);
}

export function preferenceOf(outcome: Outcome, order: Order): Preference {
  if (outcome.kind === 'unasked') return 'budget';
  if (outcome.kind === 'failed') return 'failed';
  const { reason, better } = jsonIn(outcome.text) ?? {};
  if (typeof reason !== 'string' || !/\p{L}/u.test(reason)) return 'malformed'; // the prompt's form, given back
  const place = typeof better === 'number' ? String(better) : better;
  if (place === 'tie') return 'tie';
  if (place !== '1' && place !== '2') return 'malformed';
  return (place === '1') === (order === 'candidate-first') ? 'candidate' : 'baseline';
}
