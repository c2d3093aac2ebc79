import type { Labelled } from './labelled.ts';
import { exact, overlapping, score } from './score.ts';

const row: Labelled = { of: 'email', text: 'a@b.kr c@d.kr', spans: [{ kind: 'email', start: 0, end: 6 }] };

describe('a score', () => {
  it('counts what is missed and what is wrong', () => {
    const half = score([row, { ...row, spans: [] }], () => [{ kind: 'email', start: 0, end: 6 }], exact).get('email');

    expect(half?.recall).toMatchObject({ hits: 1, of: 1 });
    expect(half?.precision).toMatchObject({ hits: 1, of: 2 });
  });

  it('takes a find of other length only where overlaps count', () => {
    const find = () => [{ kind: 'email' as const, start: 2, end: 9 }];

    expect(score([row], find, exact).get('email')?.recall.hits).toBe(0);
    expect(score([row], find, overlapping).get('email')?.recall.hits).toBe(1);
  });
});
