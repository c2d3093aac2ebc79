import { aMessage } from '../testing/messages.ts';
import { advance, beginAnswer, shownText, type StreamEvent } from './live-answer.ts';

const delta = (seq: number, text: string): StreamEvent => ({ kind: 'delta', seq, text });

describe('an answer that is being written', () => {
  it('takes every piece once, also when the stream repeats itself', () => {
    const pieces = [delta(1, '나'), delta(2, '루'), delta(2, '루'), delta(1, '나'), delta(3, '터')];
    expect(shownText(pieces.reduce(advance, beginAnswer('')), '')).toBe('나루터');
  });

  it('goes on after what stood there before', () => {
    expect(shownText(advance(beginAnswer('강가의 '), delta(1, '나루')), '')).toBe('강가의 나루');
  });

  it('never shrinks while a stream is replayed after a reload', () => {
    const stored = '나루터의 아침';
    const pieces = Array.from('나루터의 아침은 조용하다').map((letter, index) => delta(index + 1, letter));
    let answer = beginAnswer('');
    let longest = 0;
    for (const piece of pieces) {
      answer = advance(answer, piece);
      const { length } = shownText(answer, stored);
      expect(length).toBeGreaterThanOrEqual(longest);
      longest = length;
    }
    expect(shownText(answer, stored)).toBe('나루터의 아침은 조용하다');
  });

  it('ends with the text that serve has stored, and does not grow again', () => {
    const message = aMessage({ id: 'a', role: 'assistant', content: '끝', status: 'stopped' });
    const ended = advance(advance(beginAnswer(''), delta(1, '끄')), { kind: 'end', seq: 2, message });
    expect(shownText(advance(ended, delta(3, '더')), '')).toBe('끝');
  });

  it('remembers that old turns were left out', () => {
    expect(advance(beginAnswer(''), { kind: 'notice', seq: 1, trimmedTurns: 3 }).trimmedTurns).toBe(3);
  });
});
