import type { EvaluationGate } from '@naru/contracts';

import { readJudge, requireJudge } from './index.ts';

const gate = (measure: string): EvaluationGate => ({
  ...{ name: 'mine', description: '', primary: { measure, worth: 0 }, guardrails: [] },
  ...{ minimum_items: 2, level: 0.95, resamples: 1000, seed: 1 },
});

describe('the judge that a person names', () => {
  it('has a model, and what it may cost', () => {
    expect(readJudge({})).toBeUndefined();
    expect(
      readJudge({
        judge: 'gpt',
        judgeUrl: 'http://gpu:8000/v1',
        judgeBudget: '5000',
        judgePriceIn: '0.1',
        judgePriceOut: '2',
      }),
    ).toEqual({ model: 'gpt', url: 'http://gpu:8000/v1', budgetTokens: 5000, price: { in: 0.1, out: 2 } });
  });

  it.each([
    [{ judgeBudget: '5' }, /no --judge=/],
    [{ judge: 'gpt', judgeUrl: 'http://me:secret@gpu/v1' }, /^(?!.*secret).*--judge-url/],
    [{ judge: 'gpt', judgePriceIn: '1' }, /both/],
    [{ judge: 'gpt', judgePriceIn: '-1', judgePriceOut: '1' }, /-1 is no price/],
    [{ judge: 'gpt', judgeBudget: '1e9' }, /no number of tokens/],
  ])('is refused where it is %j', (given, message) => {
    expect(() => readJudge(given)).toThrow(message);
  });

  it('has to be there where a gate decides by it', () => {
    expect(() => requireJudge(gate('judge-win'), undefined)).toThrow('The gate mine decides by judge-win');
    expect(() => requireJudge(gate('chrf'), undefined)).not.toThrow();
    expect(() => requireJudge(gate('judge-win'), readJudge({ judge: 'gpt' }))).not.toThrow();
  });
});
