import { eachGroup } from './equal-keys.ts';
import { seeded } from './testing/seeded.ts';

function groupsOf(keys: Uint32Array, without: Uint8Array): number[][] {
  const groups: number[][] = [];
  eachGroup(keys, without, (ids) => groups.push([...ids]));
  return groups.sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0));
}

describe('groups of equal keys', () => {
  it('are what a plain map says, without the rows that take no part', () => {
    const random = seeded(5);
    for (let round = 0; round < 100; round += 1) {
      const rows = random.below(200);
      const keys = Uint32Array.from({ length: rows }, () => Math.imul(random.below(80), 0x9e3779b1));
      const without = Uint8Array.from({ length: rows }, () => (random.below(5) === 0 ? 1 : 0));
      const expected = Map.groupBy(
        [...keys.keys()].filter((id) => without[id] === 0),
        (id) => keys[id],
      );

      expect(groupsOf(keys, without)).toEqual([...expected.values()].filter((ids) => ids.length > 1));
    }
  });

  it('tell keys apart by each of their bits', () => {
    const keys = Uint32Array.from({ length: 64 }, (_, at) => 2 ** (at % 32));

    expect(groupsOf(keys, new Uint8Array(64))).toEqual(Array.from({ length: 32 }, (_, bit) => [bit, bit + 32]));
  });
});
