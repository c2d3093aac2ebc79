import { aMessage } from '../testing/messages.ts';
import { EMPTY_TREE, leafUnder, pairOf, rowsOf, siblingsOf, visibleBranch, withMessages } from './message-tree.ts';

const at = (second: number, ms = 0): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second, ms)).toISOString();
const user = (id: string, parentId: string | null, second: number) =>
  aMessage({ id, parentId, createdAt: at(second), content: id });
const answer = (id: string, parentId: string, second: number, model = 'm', ms = 0) =>
  aMessage({ id, parentId, role: 'assistant', model, createdAt: at(second, ms) });

const idsOf = (messages: readonly { readonly id: string }[]): string[] => messages.map(({ id }) => id);

describe('the branch that is shown', () => {
  const tree = withMessages(EMPTY_TREE, [
    user('q1', null, 0),
    answer('a1', 'q1', 1),
    answer('a1b', 'q1', 10),
    user('q2', 'a1', 2),
    answer('a2', 'q2', 3),
    user('q2b', 'a1', 20),
    answer('a2b', 'q2b', 21),
  ]);

  it('goes through the current message down to the newest answer below it', () => {
    expect(idsOf(visibleBranch(tree, 'q2'))).toEqual(['q1', 'a1', 'q2', 'a2']);
    expect(idsOf(visibleBranch(tree, 'a1'))).toEqual(['q1', 'a1', 'q2b', 'a2b']);
    expect(idsOf(visibleBranch(tree, 'a1b'))).toEqual(['q1', 'a1b']);
  });

  it('is the newest one when nothing is said about it', () => {
    expect(idsOf(visibleBranch(tree, null))).toEqual(['q1', 'a1', 'q2b', 'a2b']);
    expect(idsOf(visibleBranch(tree, 'unknown'))).toEqual(['q1', 'a1', 'q2b', 'a2b']);
    expect(visibleBranch(EMPTY_TREE, null)).toEqual([]);
  });

  it('knows the alternatives of a message in the order in which they were made', () => {
    expect(siblingsOf(tree, 'a1b')).toEqual(['a1', 'a1b']);
    expect(siblingsOf(tree, 'q2')).toEqual(['q2', 'q2b']);
    expect(leafUnder(tree, 'q2')).toBe('a2');
  });

  it('begins at the oldest message that was loaded, and grows when older ones come', () => {
    const newer = withMessages(EMPTY_TREE, [user('q2', 'a1', 2), answer('a2', 'q2', 3)]);
    expect(idsOf(visibleBranch(newer, 'a2'))).toEqual(['q2', 'a2']);
    const whole = withMessages(newer, [user('q1', null, 0), answer('a1', 'q1', 1)]);
    expect(idsOf(visibleBranch(whole, 'a2'))).toEqual(['q1', 'a1', 'q2', 'a2']);
  });

  it('ends when messages point at one another', () => {
    const circle = withMessages(EMPTY_TREE, [user('x', 'y', 0), answer('y', 'x', 1)]);
    expect(visibleBranch(circle, 'x').length).toBeLessThanOrEqual(2);
  });

  it('keeps its order when only a text changed', () => {
    const changed = withMessages(tree, [{ ...answer('a2', 'q2', 3), content: 'new' }]);
    expect(changed.childrenOf).toBe(tree.childrenOf);
    expect(changed.byId.get('a2')?.content).toBe('new');
  });
});

describe('two answers to one question', () => {
  const tree = withMessages(EMPTY_TREE, [
    user('q1', null, 0),
    answer('left', 'q1', 1, 'base', 0),
    answer('right', 'q1', 1, 'adapter', 4),
  ]);

  it('stand side by side at the end', () => {
    expect(pairOf(tree, 'right')).toEqual(['left', 'right']);
    expect(rowsOf(tree, visibleBranch(tree, 'left'))).toEqual([
      { kind: 'message', id: 'q1' },
      { kind: 'pair', ids: ['left', 'right'] },
    ]);
  });

  it('become one line once the conversation goes on from one of them', () => {
    const later = withMessages(tree, [user('q2', 'right', 30), answer('a2', 'q2', 31)]);
    expect(rowsOf(later, visibleBranch(later, 'a2')).map((row) => row.kind)).toEqual(Array(4).fill('message'));
  });

  it('are no pair when the second was made later, by regenerating', () => {
    const regenerated = withMessages(EMPTY_TREE, [
      user('q', null, 0),
      answer('a', 'q', 1, 'x'),
      answer('b', 'q', 9, 'y'),
    ]);
    expect(pairOf(regenerated, 'b')).toBeNull();
  });
});
