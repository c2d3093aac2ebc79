import type { EvaluationGate, EvaluationItem } from '@naru/contracts';

import { MEASURES } from '../measures/index.ts';
import { compare } from './compare.ts';
import { corpusFigures } from './corpus.ts';
import { madeOf, scoredItem, type ScoredItem } from './scored-item.ts';
import { slicesOf } from './slices.ts';

const GATE: EvaluationGate = {
  ...{ name: 'test', description: '', primary: { measure: 'chrf', worth: 1 } },
  guardrails: [{ measure: 'unfinished', margin: 0.2 }],
  ...{ minimum_items: 10, level: 0.95, resamples: 1000, seed: 1 },
};

const answer = (text: string, finishReason = 'stop') => ({ text, finishReason, ms: 100, ttftMs: 10, tokens: 256 });

/** Questions whose candidate answers are right; half are Korean. */
function questions(count: number): ScoredItem[] {
  return Array.from({ length: count }, (_, at) => {
    const language = at % 2 === 0 ? 'ko' : 'en';
    const reference = language === 'ko' ? `이전 버전 ${at}으로 되돌립니다.` : `Roll back to version ${at}.`;
    const item: EvaluationItem = {
      ...{ id: `q-${at}`, kind: 'question', language, topic: 'deploys' },
      prompt: `What now, ${at}?`,
      references: [reference],
    };
    const wrong = language === 'ko' ? '모르겠네요' : 'No idea';
    const candidate = madeOf(answer(reference), undefined);
    const baseline = madeOf(answer(wrong, 'length'), undefined);
    return scoredItem({ set: `questions.${language}`, item, candidate, baseline }, MEASURES);
  });
}

describe('a comparison', () => {
  const items = questions(24);

  it('turns every measure so that more is better, and decides by those of the gate alone', () => {
    const { verdict, measures } = compare(GATE, MEASURES, items);
    const of = (name: string) => measures.find(({ measure }) => measure === name);

    expect(verdict).toBe('better');
    expect(of('chrf')).toMatchObject({ role: 'primary', candidate: 100, outcome: 'shown', items: 24, clusters: 24 });
    expect(of('unfinished')).toMatchObject({ role: 'guardrail', candidate: 0, baseline: 1, difference: 1 });
    expect(of('rouge-l')).toMatchObject({ role: 'shown', adjustedP: null, outcome: null });
    expect(of('loss')).toMatchObject({ items: 0, candidate: null, difference: null, low: null });
  });

  it('is inconclusive where a measure of the gate has no item', () => {
    const gate = { ...GATE, primary: { measure: 'bits-per-byte', worth: 0 } };

    expect(compare(gate, MEASURES, items)).toMatchObject({
      verdict: 'inconclusive',
      because: ['bits-per-byte: no item has it'],
    });
  });

  it('slices by what items differ in', () => {
    const slices = slicesOf(GATE, MEASURES, items).filter(({ measure }) => measure === 'chrf');

    expect(slices.map(({ by, value, items: count }) => [by, value, count])).toEqual([
      ['language', 'en', 12],
      ['language', 'ko', 12],
      ['set', 'questions.en', 12],
      ['set', 'questions.ko', 12],
    ]);
  });

  it('shows what is defined over all answers together, by language too', () => {
    const bleu = corpusFigures(items).filter(({ measure }) => measure === 'bleu');

    expect(bleu.map(({ value, items: count }) => [value, count])).toEqual([
      ['all', 24],
      ['en', 12],
      ['ko', 12],
    ]);
    expect(bleu[0]?.candidate).toBeCloseTo(100);
  });
});
