import type { MessageView } from '../messages/message-view.ts';
import { framesAfter, type StreamState } from './stream-state.ts';

const text = '나루터 🛶 is here';
const open: StreamState = { base: 0, text, trimmedTurns: 0, message: null };
const over: StreamState = { ...open, message: { id: 'm', status: 'complete' } as MessageView };

const deltas = (bytes: string): string =>
  [...bytes.matchAll(/event: delta\ndata: (.*)\n/g)]
    .map(([, data]) => (JSON.parse(data ?? '{}') as { text: string }).text)
    .join('');
const events = (bytes: string): string[] => [...bytes.matchAll(/event: (\w+)/g)].map(([, name]) => name ?? '');

describe('what a reader has not seen of an answer', () => {
  it('is everything at first, and nothing right after', () => {
    const first = framesAfter(open, 0);

    expect(deltas(first.bytes)).toBe(text);
    expect(framesAfter(open, first.seq)).toEqual({ bytes: '', seq: first.seq, isOver: false });
  });

  it('is the rest, wherever the reading was broken off', () => {
    for (let length = 0; length <= text.length; length += 1) {
      const before = framesAfter({ ...open, text: text.slice(0, length) }, 0);

      const rest = framesAfter(over, before.seq);

      expect(deltas(before.bytes) + deltas(rest.bytes)).toBe(text);
      expect(events(rest.bytes).at(-1)).toBe('done');
    }
  });

  it('has a notice before the first text, told once', () => {
    const trimmed = { ...open, trimmedTurns: 3 };
    const early = framesAfter({ ...trimmed, text: '' }, 0);

    expect(events(early.bytes)).toEqual(['notice']);
    expect(events(framesAfter(trimmed, early.seq).bytes)).toEqual(['delta']);
    expect(events(framesAfter(trimmed, 0).bytes)).toEqual(['notice', 'delta']);
  });

  it('leaves out what stood there before an answer was gone on with', () => {
    const goneOn = { ...open, base: 3 };

    expect(deltas(framesAfter(goneOn, 0).bytes)).toBe(text.slice(3));
  });

  it('gives only the end to a reader who knows more than was kept', () => {
    expect(events(framesAfter(over, 1000).bytes)).toEqual(['done']);
  });

  it('numbers each event higher than the one before', () => {
    const { bytes } = framesAfter({ ...over, trimmedTurns: 1 }, 0);
    const numbers = [...bytes.matchAll(/^id: (\d+)/gm)].map(([, number]) => Number(number));

    expect(numbers).toEqual([...new Set(numbers)].sort((one, other) => one - other));
    expect(numbers).toHaveLength(3);
  });
});
