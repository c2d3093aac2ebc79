import { tiedGroups } from './tied-groups.ts';

const tie = (first: number, second: number, similarity: number) => ({ first, second, similarity });

describe('groups of rows that are tied', () => {
  it('are joined through one another', () => {
    const { groupOf, groups, largest, left } = tiedGroups([tie(1, 2, 0.5), tie(2, 5, 0.6), tie(3, 4, 0.7)], 7, 10);

    expect([...groupOf]).toEqual([
      [1, 1],
      [2, 1],
      [5, 1],
      [3, 3],
      [4, 3],
    ]);
    expect({ groups, largest, left }).toEqual({ groups: 2, largest: 3, left: 0 });
  });

  it('do not grow beyond the limit; what is most alike stays together', () => {
    const chain = Array.from({ length: 99 }, (_, at) => tie(at, at + 1, at % 10 === 9 ? 0.5 : 0.7));

    const { groupOf, groups, largest, left } = tiedGroups(chain, 100, 10);

    expect({ groups, largest, left }).toEqual({ groups: 10, largest: 10, left: 9 });
    expect([groupOf.get(17), groupOf.get(20)]).toEqual([10, 20]);
  });
});
