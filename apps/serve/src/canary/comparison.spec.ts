import { seededRandom } from '@naru/statistics';

import { CanaryComparison } from './comparison.ts';
import { valuesOfAnswer, valuesOfReaction, type MadeAnswer } from './measures.ts';
import { sideOf } from './side-of.ts';

const MADE: MadeAnswer = {
  status: 'complete',
  content: '네, 됩니다.',
  finishReason: 'stop',
  errorCode: null,
  ttftMs: 500,
};
const FINE = { failed: 0, stopped: 0, 'never-ending': 0, malformed: 0, 'first-token': 0.05 };

describe('what an answer shows', () => {
  it.each<[string, Partial<MadeAnswer>, object]>([
    ['is as it should be', {}, FINE],
    ['is empty', { content: ' … ' }, { ...FINE, malformed: 1 }],
    ['leaks the template', { content: '네<|im_end|>' }, { ...FINE, malformed: 1 }],
    ['reached its limit', { finishReason: 'length' }, { ...FINE, 'never-ending': 1 }],
    ['goes round in circles', { content: '가고 또 '.repeat(20) }, { ...FINE, 'never-ending': 1 }],
    ['was stopped', { status: 'stopped' }, { ...FINE, stopped: 1, malformed: null }],
    ['is still written after too long', { status: 'streaming' }, { ...FINE, 'never-ending': 1, malformed: null }],
    ['was cut off by the end of serve', { status: 'interrupted' }, {}],
    [
      'was broken off by the engine',
      { status: 'interrupted', errorCode: 'engine.failed', ttftMs: null },
      { failed: 1, stopped: 0, 'never-ending': null, malformed: null, 'first-token': null },
    ],
  ])('%s', (_, change, values) => {
    expect(valuesOfAnswer({ ...MADE, ...change })).toEqual(values);
  });

  it('and what the person does about it', () => {
    expect(valuesOfReaction({ regenerated: true, rating: 'down' })).toEqual({ regenerated: 1, disliked: 1 });
    expect(valuesOfReaction({ regenerated: false, rating: null })).toEqual({ regenerated: 0, disliked: 0.5 });
  });
});

describe('a comparison', () => {
  it('finds a candidate worse that fails more often, says why, and how long it takes where it is open', () => {
    const comparison = new CanaryComparison({ measures: ['failed', 'disliked'], level: 0.95, minimum: 20, share: 0.5 });
    const random = seededRandom(1);
    let open: number | null = null;
    for (let at = 0; at < 300 && comparison.verdict === 'open'; at += 1) {
      comparison.add('candidate', { failed: Number(random() < 0.4), disliked: 0.5 }, at);
      comparison.add('baseline', { failed: Number(random() < 0.05), disliked: 0.5 }, at);
      if (at === 30) open = comparison.now.measures[1]?.more ?? null;
    }
    const { verdict, measures } = comparison.now;

    expect(verdict).toBe('worse');
    expect(measures.map(({ outcome }) => outcome)).toEqual(['worse', 'open']);
    expect(measures[0]?.low).toBeGreaterThan(0);
    expect(measures[0]?.history.length).toBeGreaterThan(3);
    expect(open).toBeGreaterThan(0);
  });
});

describe('the side of a conversation', () => {
  it('is the same each time, another in another canary, and of the share that was asked for', () => {
    const sides = Array.from({ length: 2000 }, (_, at) => sideOf('canary', `conversation ${at}`, 0.2));
    const others = sides.filter((side, at) => side !== sideOf('another', `conversation ${at}`, 0.2));

    expect(sides).toEqual(sides.map((_, at) => sideOf('canary', `conversation ${at}`, 0.2)));
    expect(sides.filter((side) => side === 'candidate').length / sides.length).toBeCloseTo(0.2, 1);
    expect(others.length).toBeGreaterThan(300);
  });
});
