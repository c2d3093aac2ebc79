import { readFileSync } from 'node:fs';

import { check, type Followed, type Instruction } from './check.ts';
import { IFEVAL } from './ifeval/ifeval.ts';
import { LANGUAGE } from './ifeval/language.ts';

type Case = Instruction & Followed & { readonly answer: string };

const cases = readFileSync(new URL('../references/ifeval.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);

// Python's regular expressions and strings, run by lm-eval 0.4.13: references/ifeval.py.
describe('the instructions of IFEval that need no download', () => {
  const compared = new Set(cases.map(({ id }) => id));

  it.each([...compared])('%s is followed where lm-eval says so, strict and loose', (id) => {
    const differing = cases.filter((one) => {
      if (one.id !== id) return false;
      const { strict, loose } = check(one, one.answer);
      return strict !== one.strict || loose !== one.loose;
    });

    expect(differing).toEqual([]);
  });

  it('are compared on hundreds of answers, of which each sees good and bad ones', () => {
    const own = [...Object.keys(LANGUAGE), 'length_constraints:number_sentences'];

    expect(cases.length).toBeGreaterThanOrEqual(500);
    expect(Object.keys(IFEVAL).filter((id) => !compared.has(id))).toEqual(expect.arrayContaining(own));
    expect(compared.size).toBe(Object.keys(IFEVAL).length - own.length);
    for (const id of compared) {
      const verdicts = cases.filter((one) => one.id === id).map(({ strict }) => strict);
      expect({ id, both: verdicts.includes(true) && verdicts.includes(false) }).toEqual({ id, both: true });
    }
  });
});
