import { itemsForMcNemar, itemsForMean } from './sample-size.ts';

describe('how many items it takes', () => {
  it('for a mean: what the textbook tables say', () => {
    // Cohen, "Statistical Power Analysis", 1988: a paired t test of d = 0.5, 0.2 at 0.05 two-sided, power 0.8.
    expect(itemsForMean(0.5, 1, { power: 0.8 })).toBe(34);
    expect(itemsForMean(0.2, 1, { power: 0.8 })).toBe(199);
    expect(itemsForMean(-0.2, 1, { power: 0.8 })).toBe(199);
  });

  it('for yes and no: what Connor gives, and 1/0.15 more', () => {
    expect(itemsForMcNemar(0.25, 0.1, { power: 0.8 })).toBe(127);
    expect(itemsForMcNemar(0.25, 0.1, { power: 0.9 })).toBeGreaterThan(160);
  });

  it('has no answer for no difference', () => {
    expect(() => itemsForMean(0, 1)).toThrow('No number of items');
    expect(() => itemsForMcNemar(0.1, 0.1)).toThrow('No number of items');
  });
});
