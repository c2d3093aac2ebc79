import { metricKey } from './points.ts';

describe('the name of a metric', () => {
  it.each([
    ['eval_loss_ko', 'eval_loss_ko'],
    ['eval_loss_한국어'.normalize('NFD'), 'eval_loss_한국어'],
    ['system/rss_bytes', 'system/rss_bytes'],
    ['a,b?c', 'a_b_c'],
    ['../up', '___/up'],
    ['a//b', 'a/_/b'],
    ['..hidden', '__hidden'],
    ['half \ud800', 'half _'],
  ])('%j becomes %j', (given, expected) => {
    expect(metricKey(given)).toBe(expected);
  });

  it('is cut where MLflow would refuse it', () => {
    expect(metricKey('가'.repeat(300))).toHaveLength(250);
  });
});
