import { findPrivateData, KINDS, type Kind } from '../src/index.ts';
import { labelledRows } from './labelled.ts';
import { exact, score } from './score.ts';

const CHECKSUMMED: readonly Kind[] = ['resident-number', 'foreigner-number', 'business-number', 'card'];

const scores = score(labelledRows('report'), ({ text }) => findPrivateData(text), exact);
const of = (kind: Kind) => scores.get(kind)!;

describe('on the half of the labelled set that rules were not made with', () => {
  it.each(KINDS)('%s is found as often as promised', (kind) => {
    expect(of(kind).recall.rate).toBeGreaterThanOrEqual(CHECKSUMMED.includes(kind) ? 0.99 : 0.95);
  });

  it.each(KINDS)('finds of %s are right', (kind) => {
    expect(of(kind).precision.rate).toBeGreaterThanOrEqual(0.97);
  });
});

describe('the labelled set', () => {
  const rows = [...labelledRows('develop'), ...labelledRows('report')];

  it.each(KINDS)('has a hundred values of %s and more that figures are told of, and rows with none', (kind) => {
    const told = labelledRows('report').flatMap(({ spans }) => spans);
    expect(told.filter((span) => span.kind === kind).length).toBeGreaterThanOrEqual(100);
    expect(rows.filter((row) => row.of === kind && row.spans.length === 0).length).toBeGreaterThanOrEqual(20);
  });

  it('has no row in both halves', () => {
    const texts = (half: 'develop' | 'report') => labelledRows(half).map(({ text }) => text);
    const report = new Set(texts('report'));

    expect(texts('develop').filter((text) => report.has(text))).toEqual([]);
  });
});
