import type { Row } from '../../rows/row.ts';
import type { RowState } from '../../rows/row-state.ts';
import { assign as assigned, TEST, TRAIN, VALIDATION } from './assign.ts';
import { splitColumns, type SplitColumns } from './columns.ts';
import type { SplitParameters } from './parameters.ts';

const PARAMETERS = { validation: 0.1, test: 0.1, seed: 42 };

function state(index: number, about: Partial<Row> & { cluster?: string } = {}): RowState {
  const { cluster, ...row } = about;
  const messages = [
    { role: 'user' as const, content: `질문 ${index}` },
    { role: 'assistant' as const, content: `대답 ${index}` },
  ];
  return {
    index,
    row: { messages, source: 'chats', at: `a.jsonl:${index + 1}`, ...row },
    notes: cluster === undefined ? {} : { duplicates: { cluster } },
  };
}

const assign = (shards: readonly SplitColumns[], parameters: SplitParameters): Uint8Array =>
  assigned(shards, parameters).sides;

const rows = (count: number, about: (index: number) => Parameters<typeof state>[1] = () => ({})): RowState[] =>
  Array.from({ length: count }, (_, index) => state(index, about(index)));

const count = (sides: Uint8Array, side: number): number => sides.filter((each) => each === side).length;

describe('the split', () => {
  it('gives each side its share, in every source and language', () => {
    const all = rows(4000, (index) => ({
      source: index % 4 === 0 ? 'a' : 'b',
      language: index % 2 === 0 ? 'ko' : 'en',
    }));
    const sides = assign([splitColumns(all)], PARAMETERS);

    expect([count(sides, TRAIN), count(sides, VALIDATION), count(sides, TEST)]).toEqual([3200, 400, 400]);
    const ofA = sides.filter((_, index) => index % 4 === 0);
    expect([count(ofA, VALIDATION), count(ofA, TEST)]).toEqual([100, 100]);
  });

  it('keeps the rows of one person, of one cluster, and what both tie together, on one side', () => {
    const all = rows(2000, (index) => ({
      ...(index % 3 === 0 && { person: `p${Math.floor(index / 30)}` }),
      ...(index % 5 === 0 && { cluster: `c${Math.floor(index / 50)}` }),
    }));
    const sides = assign([splitColumns(all)], PARAMETERS);

    const sidesOf = (of: (row: RowState) => unknown): Set<number>[] => {
      const groups = new Map<unknown, Set<number>>();
      for (const [index, row] of all.entries()) {
        const key = of(row);
        if (key === undefined) continue;
        groups.set(key, (groups.get(key) ?? new Set()).add(sides[index] ?? TRAIN));
      }
      return [...groups.values()];
    };
    expect(sidesOf(({ row }) => row.person).every((found) => found.size === 1)).toBe(true);
    expect(sidesOf(({ notes }) => notes['duplicates']?.['cluster']).every((found) => found.size === 1)).toBe(true);
    expect(count(sides, TEST)).toBeGreaterThan(150);
  });

  it('does not depend on how the rows lie in shards or in which order they come', () => {
    const all = rows(1000);
    const whole = assign([splitColumns(all)], PARAMETERS);
    const parts = assign([splitColumns(all.slice(0, 333)), splitColumns(all.slice(333))], PARAMETERS);
    const turned = assign([splitColumns(all.toReversed())], PARAMETERS);

    expect(parts).toEqual(whole);
    expect(turned.toReversed()).toEqual(whole);
  });

  it('draws other rows with another seed', () => {
    const columns = [splitColumns(rows(1000))];

    expect(assign(columns, { ...PARAMETERS, seed: 43 })).not.toEqual(assign(columns, PARAMETERS));
  });

  it('lets a group that is larger than a side train', () => {
    const all = rows(100, (index) => (index < 40 ? { person: 'one' } : {}));
    const sides = assign([splitColumns(all)], PARAMETERS);

    expect([...sides.slice(0, 40)].every((side) => side === TRAIN)).toBe(true);
    expect(count(sides, TEST)).toBe(10);
  });

  it('parts rows that are alike where they would tie everything together, and tells how often; never a person', () => {
    const all = rows(3000, (index) => ({ person: `p${index % 600}`, cluster: `c${Math.floor(index / 40)}` }));
    const { sides, left, most, largest } = assigned([splitColumns(all)], PARAMETERS);

    expect(most).toBe(150);
    expect(left).toBeGreaterThan(0);
    expect(largest).toBeLessThanOrEqual(most);
    expect(count(sides, TEST)).toBeGreaterThan(270);
    for (let person = 0; person < 600; person += 1) {
      expect(new Set(sides.filter((_, index) => index % 600 === person)).size).toBe(1);
    }
  });
});
