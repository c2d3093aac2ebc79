import type { EvaluationGate } from '@naru/contracts';

import { judge, type Compared } from './verdict.ts';

const GATE: EvaluationGate = {
  name: 'test',
  description: '',
  primary: { measure: 'chrf', worth: 0.01 },
  guardrails: [{ measure: 'over-refusal', margin: 0.05 }],
  minimum_items: 50,
  level: 0.95,
  resamples: 2000,
  seed: 1,
};

/** Differences that deviate by some 0.1 around a mean. */
const around = (measure: string, mean: number, items = 200): Compared => ({
  measure,
  differences: Array.from({ length: items }, (_, at) => mean + (((at * 37) % 101) - 50) / 300),
});

const verdict = (primary: Compared, guardrail = around('over-refusal', 0)) => judge(GATE, [primary, guardrail]);

describe('the verdict', () => {
  it('is "better" when the primary measure wins and every guardrail holds', () => {
    const { verdict: said, measures } = verdict(around('chrf', 0.05));

    expect(said).toBe('better');
    expect(measures.map(({ outcome }) => outcome)).toEqual(['shown', 'shown']);
  });

  it('is "not better" when there is no gain that matters, however many items there are', () => {
    expect(verdict(around('chrf', 0, 5000)).verdict).toBe('not better');
    expect(verdict(around('chrf', -0.1)).verdict).toBe('not better');
  });

  it('is "not better" when a guardrail is lost, whatever is gained', () => {
    const { verdict: said, because } = verdict(around('chrf', 0.2), around('over-refusal', -0.2));

    expect(said).toBe('not better');
    expect(because).toEqual([expect.stringMatching(/^over-refusal: −0\.2.*loses more than its margin of 0\.05$/)]);
  });

  it('is "inconclusive" when it could be either, and says how many items would tell', () => {
    const { verdict: said, because } = verdict(around('chrf', 0.012, 60));

    expect(said).toBe('inconclusive');
    expect(because).toEqual([expect.stringMatching(/^chrf: .*not sure yet; some \d+ items would tell/)]);
  });

  it('is "inconclusive" with too few items, however large the gain', () => {
    const { verdict: said, because } = verdict(around('chrf', 0.5, 40));

    expect(said).toBe('inconclusive');
    expect(because[0]).toContain('40 items, and the gate asks for 50');
  });

  it('counts prompts, not answers', () => {
    const four = { ...around('chrf', 0.5, 160), clusters: Array.from({ length: 160 }, (_, at) => `p${at % 40}`) };

    expect(verdict(four).verdict).toBe('inconclusive');
  });

  it('holds all measures of the gate to one level together', () => {
    const many: EvaluationGate = {
      ...GATE,
      guardrails: Array.from({ length: 20 }, (_, at) => ({ measure: `g${at}`, margin: 0.05 })),
    };
    const held = many.guardrails.map(({ measure }) => around(measure, 0));
    const slight = around('chrf', 0.016);
    const alone = judge({ ...GATE, guardrails: [] }, [slight]);
    const together = judge(many, [slight, ...held]);

    expect(alone.verdict).toBe('better');
    expect(together.measures[0]?.adjustedP).toBeGreaterThanOrEqual(alone.measures[0]?.adjustedP ?? 1);
  });

  it('is not given where a measure of the gate was not compared', () => {
    expect(() => judge(GATE, [around('chrf', 1)])).toThrow('over-refusal, which was not compared');
  });
});
