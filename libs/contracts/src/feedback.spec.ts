import { feedbackId, feedbackManifestOf, preferenceOf } from './feedback.ts';
import type { FeedbackAnswer } from './generated/feedback-file.ts';

const ID = '019a1b2c-0000-7000-8000-00000000000';

const rated = (over: Partial<FeedbackAnswer>): FeedbackAnswer => ({
  messageId: `${ID}1`,
  conversation: 'ab'.repeat(16),
  person: null,
  turns: [{ role: 'user', content: '나루가 뭐예요?' }],
  turnsLeftOut: 0,
  answer: '배가 닿는 곳',
  status: 'complete',
  rating: null,
  reason: null,
  correction: null,
  others: [],
  model: null,
  base: null,
  adapter: null,
  dataset: null,
  answeredAt: '2026-11-23T09:00:00.000Z',
  ratedAt: '2026-11-23T09:00:00.000Z',
  ...over,
});

const other = (rating: 'up' | 'down' | null, answer = '모름', status: 'complete' | 'failed' = 'complete') => ({
  messageId: `${ID}2`,
  answer,
  status,
  rating,
});

describe('what a rated answer teaches', () => {
  it.each([
    ['nothing, where it was rated down', { rating: 'down' }, undefined],
    ['nothing, where it was cut short', { rating: 'up', status: 'stopped' }, undefined],
    ['nothing, where its correction says the same', { rating: 'down', correction: '배가 닿는 곳' }, undefined],
    ['itself, where it was rated up', { rating: 'up', others: [other('up'), other(null)] }, ['배가 닿는 곳']],
    [
      'itself over what was rated down',
      { rating: 'up', others: [other('down'), other('down', '반쪽', 'failed')] },
      ['배가 닿는 곳', '모름'],
    ],
    ['its correction over itself', { rating: 'down', correction: '나루터' }, ['나루터', '배가 닿는 곳']],
    ['its correction alone, where it is empty', { answer: ' ', correction: '나루터' }, ['나루터']],
    [
      'its correction over all that is worse',
      { rating: 'up', correction: '나루터', others: [other('down'), other('down', '나루터')] },
      ['나루터', '배가 닿는 곳', '모름'],
    ],
    [
      'nothing of others, where it was not liked',
      { correction: '나루터', answer: '', others: [other('down')] },
      ['나루터'],
    ],
  ] as const)('is %s', (_what, over, expected) => {
    const preference = preferenceOf(rated(over as Partial<FeedbackAnswer>));

    expect(preference && [preference.chosen, ...preference.rejected.map(({ content }) => content)]).toEqual(expected);
  });
});

describe('the name of an export', () => {
  const parts = {
    exportedAt: '2026-11-23T09:00:00.000Z',
    file: { path: 'feedback.jsonl' as const, bytes: 0, sha256: 'ab'.repeat(32) },
    counts: { answers: 0, up: 0, down: 0, corrections: 0, pairs: 0 },
    withdrawn: [],
  };

  it('tells its content, and not when it was made', () => {
    const first = feedbackId(feedbackManifestOf(parts));

    expect(first).toMatch(/^feedback@[0-9a-f]{32}$/);
    expect(feedbackId(feedbackManifestOf({ ...parts, exportedAt: '2027-01-01T00:00:00.000Z' }))).toBe(first);
    expect(feedbackId(feedbackManifestOf({ ...parts, withdrawn: [`${ID}1`] }))).not.toBe(first);
  });
});
