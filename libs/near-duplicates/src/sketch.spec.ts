import { mixed } from './mixed.ts';
import { Sketcher } from './sketch.ts';

const elements = (from: number, to: number) => Uint32Array.from({ length: to - from }, (_, at) => mixed(from + at));

function agreement(sketcher: Sketcher, a: Uint32Array, b: Uint32Array): number {
  const first = sketcher.sketch(a).slice();
  const second = sketcher.sketch(b);
  return first.filter((value, at) => value === second[at]).length / first.length;
}

describe('a sketch', () => {
  it.each([
    { size: 2, shared: 1 },
    { size: 10, shared: 8 },
    { size: 100, shared: 90 },
    { size: 600, shared: 300 },
    { size: 3000, shared: 2700 },
  ])('of $size elements shares with that of another set as much as the sets share', ({ size, shared }) => {
    const seeds = 400;
    const jaccard = shared / (2 * size - shared);
    let sum = 0;
    for (let seed = 0; seed < seeds; seed += 1) {
      sum += agreement(new Sketcher(112, seed), elements(0, size), elements(size - shared, 2 * size - shared));
    }

    const deviation = Math.sqrt((jaccard * (1 - jaccard)) / seeds / Math.min(size, 112));
    expect(Math.abs(sum / seeds - jaccard)).toBeLessThan(5 * deviation);
  });

  it('does not depend on order or repetition', () => {
    const sketcher = new Sketcher(112, 1);
    const set = elements(0, 50);

    expect(agreement(sketcher, set, Uint32Array.from([...set, ...set].reverse()))).toBe(1);
  });

  it('of one element is whole', () => {
    expect([...new Sketcher(64, 1).sketch(elements(0, 1))]).not.toContain(0xffffffff);
  });

  it('of nothing is like no other', () => {
    const sketcher = new Sketcher(16, 1);

    expect(agreement(sketcher, elements(0, 0), elements(0, 3))).toBe(0);
    expect(agreement(sketcher, elements(0, 0), elements(0, 0))).toBe(1);
  });

  it('of another seed is another', () => {
    expect([...new Sketcher(4, 1).sketch(elements(0, 9))]).not.toEqual([...new Sketcher(4, 2).sketch(elements(0, 9))]);
  });
});
