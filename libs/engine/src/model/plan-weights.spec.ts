import type { Gpu } from '@naru/devices';

import { planWeights } from './plan-weights.ts';

const GIB = 1024 ** 3;
const card = (gib: number): Gpu => ({
  index: 0,
  uuid: 'GPU-1',
  name: 'RTX 5070 Ti',
  memoryTotalBytes: gib * GIB,
  memoryFreeBytes: gib * GIB,
  computeCapability: '12.0',
  utilizationPercent: 0,
});
const model = (gib: number, quantization: string | null = null) => ({
  id: 'llama-3-8b',
  path: '/models/x',
  chatTemplateSha256: null,
  contextTokens: 8192,
  weightBytes: gib * GIB,
  quantization,
});

describe('the weights of a model on a card of 15 GB', () => {
  it.each([
    [3, null, null, /as it is: 3\.0 GiB of weights, room for 10\.1 GiB on RTX 5070 Ti/],
    [16, null, 'bitsandbytes', /in 4 bits/],
    [5.5, 'awq', null, /in the awq form that it has/],
  ])('of %d GiB, quantized: %s, are held as %s', (gib, has, quantization, said) => {
    const plan = planWeights(model(gib, has), [card(15)], 0.9);

    expect(plan).toMatchObject({ quantization, said: expect.stringMatching(said) as string });
  });

  it.each([
    [140, null],
    [40, 'awq'],
  ])('of %d GiB, quantized: %s, do not fit, with the figures', (gib, has) => {
    expect(() => planWeights(model(gib, has), [card(15)], 0.9)).toThrow(
      /does not fit: \d+\.0 GiB of weights, room for 10\.1/,
    );
  });

  it('are held as they are where there is none', () => {
    expect(planWeights(model(3), [], 0.9)).toEqual({ quantization: null, said: 'llama-3-8b as it is, on the CPU' });
  });
});
