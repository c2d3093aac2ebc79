import { parseNvidiaSmi } from './parse-nvidia-smi.ts';
import { roomiest } from './roomiest.ts';
import { NO_DEVICES, ONE_WITH_COMMAS, ONE_WITHOUT_FIGURES, RTX_5090_AND_5060_TI } from './testing/index.ts';

const MIB = 1024 * 1024;

describe('the output of nvidia-smi', () => {
  it('of two unequal cards is both, each with its own memory', () => {
    const { gpus, driver, problem } = parseNvidiaSmi(RTX_5090_AND_5060_TI);

    expect(gpus.map(({ index, name, memoryTotalBytes }) => ({ index, name, mib: memoryTotalBytes / MIB }))).toEqual([
      { index: 0, name: 'NVIDIA GeForce RTX 5090', mib: 32_607 },
      { index: 1, name: 'NVIDIA GeForce RTX 5060 Ti', mib: 16_311 },
    ]);
    expect(gpus[1]).toMatchObject({
      uuid: 'GPU-b7e2d9c1-5a64-4e38-8f20-6f7e8d9c0b1a',
      memoryFreeBytes: 9120 * MIB,
      computeCapability: '12.0',
      utilizationPercent: 97,
    });
    expect({ driver, problem }).toEqual({ driver: '580.95.05', problem: null });
  });

  it('of a card that does not tell its figures leaves them open', () => {
    const [gpu] = parseNvidiaSmi(ONE_WITHOUT_FIGURES).gpus;

    expect(gpu).toMatchObject({ name: 'NVIDIA GB10', memoryTotalBytes: 0, utilizationPercent: null });
    expect(gpu?.computeCapability).toBe('12.1');
  });

  it('may hold commas in a name', () => {
    const [gpu] = parseNvidiaSmi(ONE_WITH_COMMAS).gpus;

    expect(gpu).toMatchObject({ name: 'NVIDIA A100-SXM4, 80GB, rev. A', memoryTotalBytes: 81_920 * MIB });
  });

  it('is read with carriage returns and in any order', () => {
    const reversed = RTX_5090_AND_5060_TI.trim().split('\n').reverse().join('\r\n');

    expect(parseNvidiaSmi(reversed)).toEqual(parseNvidiaSmi(RTX_5090_AND_5060_TI));
  });

  it('without cards says why', () => {
    expect(parseNvidiaSmi(NO_DEVICES)).toEqual({
      gpus: [],
      driver: null,
      problem: 'nvidia-smi says: No devices were found',
    });
    expect(parseNvidiaSmi('\n').problem).toBe('nvidia-smi sees no GPU.');
  });

  it('keeps the healthy card beside one that cannot be read, and tells of it', () => {
    const [first] = RTX_5090_AND_5060_TI.split('\n');
    const report = parseNvidiaSmi(`${first ?? ''}\nUnable to determine the device handle for GPU 0000:02:00.0\n`);

    expect(report.gpus).toHaveLength(1);
    expect(report.problem).toMatch(/Unable to determine the device handle/);
  });
});

describe('the roomiest card', () => {
  it('is the one with most free memory, not the largest', () => {
    const [large, small] = parseNvidiaSmi(RTX_5090_AND_5060_TI).gpus;

    expect(roomiest([{ ...large!, memoryFreeBytes: 1 }, small!])?.index).toBe(1);
    expect(roomiest([small!, large!])?.index).toBe(0);
  });

  it('of none is none', () => {
    expect(roomiest([])).toBeUndefined();
  });
});
