import { MlflowLimitError } from '../errors.ts';
import { planBatch, type Batch } from './batch.ts';
import { encodeInputs } from './inputs.ts';
import type { Metric } from './run.ts';

const RUN = '0123456789abcdef0123456789abcdef';
const point: Metric = { key: 'loss', value: 1, timestamp: 1, step: 1 };

function record(count: number, value: string): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, value]));
}

describe('a batch', () => {
  it.each([
    [0, 0, 0, 0],
    [1, 1, 1, 1],
    [1000, 0, 0, 1],
    [1001, 0, 0, 2],
    [800, 100, 100, 1],
    [801, 100, 100, 2],
    [0, 101, 0, 2],
    [0, 0, 250, 3],
    [2100, 150, 120, 3],
  ])('of %i metrics, %i params and %i tags goes in %i requests', (metrics, params, tags, requests) => {
    const batch = {
      metrics: Array.from({ length: metrics }, (_, step) => ({ ...point, step })),
      params: record(params, 'v'),
      tags: record(tags, 'v'),
    };

    expect(planBatch(RUN, batch, 'error').requests).toHaveLength(requests);
  });

  it('keeps every request within one megabyte of UTF-8', () => {
    const { requests } = planBatch(RUN, { params: record(100, '값'.repeat(6000)) }, 'error');

    const sizes = requests.map((request) => Buffer.byteLength(JSON.stringify(request)));
    expect(sizes.every((size) => size <= 1_000_000)).toBe(true);
    expect(requests).toHaveLength(2);
  });

  it('keeps the order of points and loses none', () => {
    const metrics = Array.from({ length: 3333 }, (_, step) => ({ ...point, step }));

    const sent = planBatch(RUN, { metrics, tags: record(333, 'v') }, 'error').requests.flatMap(
      (request) => request.metrics,
    );

    expect(sent.map((metric) => (metric as Metric).step)).toEqual(metrics.map(({ step }) => step));
  });
});

describe('a batch with something that the server would refuse or drop', () => {
  it.each<[string, Batch]>([
    ['metrics[1].step', { metrics: [point, { ...point, step: 0.5 }] }],
    ['metrics[0].timestamp', { metrics: [{ ...point, timestamp: -1 }] }],
    ['metrics[0].timestamp', { metrics: [{ ...point, timestamp: NaN }] }],
    ['metrics[0].key', { metrics: [{ ...point, key: 'a|b' }] }],
    ['metrics[0].value', { metrics: [{ ...point, value: null as unknown as number }] }],
    ['params["p"]', { params: { p: 'x'.repeat(6001) } }],
    ['params', { params: { 'a//b': 1 } }],
    ['tags["t"]', { tags: { t: 'x'.repeat(8001) } }],
    ['tags["t"]', { tags: { t: 5 as unknown as string } }],
  ])('is refused as a whole, naming %s', (field, batch) => {
    expect(() => planBatch(RUN, batch, 'error')).toThrow(
      expect.objectContaining({ name: 'MlflowLimitError', field }) as Error,
    );
  });

  it('has long params cut off only when asked, and says which', () => {
    const plan = planBatch(RUN, { params: { long: '😀'.repeat(6001), short: 'x' } }, 'truncate');

    expect(plan.truncatedParams).toEqual(['long']);
    expect(plan.requests[0]?.params).toEqual([
      { key: 'long', value: '😀'.repeat(6000) },
      { key: 'short', value: 'x' },
    ]);
  });
});

describe('dataset inputs', () => {
  const dataset = { name: 'ko', digest: 'abc', sourceType: 'local', source: '{}' };

  it.each([
    ['digest', { digest: 'a'.repeat(37) }, 'has 37 characters, the limit is 36'],
    ['digest', { digest: 'a'.repeat(64) }, 'is a whole SHA-256; MLflow keeps 36 characters'],
    ['name', { name: '' }, 'is empty'],
    ['source', { source: 'x'.repeat(65_536) }, 'the limit is 65535'],
    ['schema', { schema: 'x'.repeat(1_048_576) }, 'the limit is 1048575'],
  ])('are refused where %s is wrong', (field, change, problem) => {
    const inputs = {
      datasets: [
        { dataset, tags: {} },
        { dataset: { ...dataset, ...change }, tags: {} },
      ],
    };

    expect(() => encodeInputs(RUN, inputs)).toThrow(problem);
    expect(() => encodeInputs(RUN, inputs)).toThrow(`datasets[1].dataset.${field} `);
  });

  it('are refused where a tag is too long or there are too many', () => {
    const long = { datasets: [{ dataset, tags: { context: 'x'.repeat(501) } }] };
    const many = { datasets: Array.from({ length: 1001 }, () => ({ dataset, tags: {} })) };

    expect(() => encodeInputs(RUN, long)).toThrow(MlflowLimitError);
    expect(() => encodeInputs(RUN, many)).toThrow('holds 1001 datasets, the limit is 1000');
  });
});
