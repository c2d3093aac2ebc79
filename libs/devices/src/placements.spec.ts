import { AppError } from '@naru/contracts';

import type { Inventory } from './inventory.ts';
import { parseNvidiaSmi } from './parse-nvidia-smi.ts';
import { describePlacement, parseDevices } from './placements.ts';
import { RTX_5090_AND_5060_TI } from './testing/index.ts';

const cpu = { model: 'a CPU', cores: 2, memoryBytes: 2 ** 33 };
const two: Inventory = { ...parseNvidiaSmi(RTX_5090_AND_5060_TI), cpu };
const none: Inventory = { gpus: [], cpu, driver: null, problem: 'nvidia-smi is not on this machine.' };

const indexes = (argument: string, devices = two) =>
  parseDevices(argument, devices).map((where) =>
    where.kind === 'cuda' ? where.gpus.map((gpu) => gpu.index) : `cpu x ${where.processes}`,
  );

function refusal(argument: string, devices = two): AppError {
  try {
    parseDevices(argument, devices);
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('was accepted');
}

describe('--devices', () => {
  it.each([
    ['auto', [[0]]],
    ['cpu', ['cpu x 1']],
    ['cpu+cpu', ['cpu x 2']],
    ['cpu,cpu', ['cpu x 1', 'cpu x 1']],
    ['0', [[0]]],
    ['0,1', [[0], [1]]],
    ['0+1', [[0, 1]]],
    [' 1 , 0 ', [[1], [0]]],
    ['1,cpu', [[1], 'cpu x 1']],
    ['GPU-b7e2d9c1-5a64-4e38-8f20-6f7e8d9c0b1a', [[1]]],
    ['gpu-3f1c', [[0]]],
  ])('%s is %j', (argument, expected) => {
    expect(indexes(argument)).toEqual(expected);
  });

  it('takes the CPU by itself where there is no card', () => {
    expect(indexes('auto', none)).toEqual(['cpu x 1']);
  });

  it('that are not here are refused with what is', () => {
    const error = refusal('2');

    expect(error.code).toBe('device.not-found');
    expect(error.message).toMatch(/There is no GPU 2 here\. Here: GPU-3f1c.* RTX 5090 .*; GPU-b7e2.* RTX 5060 Ti/);
  });

  it('on a machine without cards are refused with the reason', () => {
    expect(refusal('0', none).message).toMatch(/Here: cpu only\. nvidia-smi is not on this machine\./);
  });

  it('by the beginning of a UUID that two cards share are refused', () => {
    expect(refusal('GPU-').message).toMatch(/GPU GPU- is not unique/);
  });

  it.each(['', '0,', '0++1', 'cuda:0', '-1', '0+cpu', 'auto+0', '0,0', '0+0'])('%j is refused as usage', (argument) => {
    const error = refusal(argument);

    expect(error.code).toBe('usage');
    expect(error.hint).toMatch(/0\+1 \(one run over both\)/);
  });
});

describe('a placement in words', () => {
  it('names each card with its memory', () => {
    expect(parseDevices('0+1', two).map(describePlacement)).toEqual([
      'NVIDIA GeForce RTX 5090 (GPU 0, 30.2 of 31.8 GiB free) + NVIDIA GeForce RTX 5060 Ti (GPU 1, 8.9 of 15.9 GiB free)',
    ]);
    expect(describePlacement({ kind: 'cpu', processes: 2 })).toBe('CPU, 2 processes');
  });
});
