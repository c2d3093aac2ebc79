import { progressLine } from '../command/progress-lines.ts';
import { ProgressMeter } from './progress-meter.ts';

describe('the progress of a pull', () => {
  it('reckons with the last seconds, and not with what was here before', () => {
    let now = 0;
    const meter = new ProgressMeter(1_000_000, () => now);
    meter.found(400_000);

    for (; now <= 2000; now += 500) meter.received(20_000);
    now = 2000;

    const { bytes, bytesPerSecond, secondsLeft } = meter.figures();
    expect(bytes).toBe(500_000);
    expect(bytesPerSecond).toBe(40_000);
    expect(secondsLeft).toBe(12.5);
  });

  it('forgets an old rate', () => {
    let now = 0;
    const meter = new ProgressMeter(1e9, () => now);
    for (; now < 10_000; now += 1000) meter.received(1_000_000);
    for (; now < 60_000; now += 1000) meter.received(1000);

    expect(meter.figures().bytesPerSecond).toBeLessThan(1200);
  });

  it('has no rate before there is something to go by', () => {
    const meter = new ProgressMeter(10);

    expect(meter.figures()).toEqual({ bytes: 0, totalBytes: 10, bytesPerSecond: null, secondsLeft: null });
  });

  it('reads as a line', () => {
    const figures = { file: 3, files: 12, bytes: 4.2e9, totalBytes: 16.1e9, bytesPerSecond: 38.1e6, secondsLeft: 312 };

    expect(progressLine({ phase: 'download', path: 'model-00001-of-00004.safetensors', ...figures })).toBe(
      '3/12  4.2 GB of 16.1 GB  26%  38.1 MB/s  5:12 left  model-00001-of-00004.safetensors',
    );
    expect(progressLine({ phase: 'check', path: 'a\u001b[2J.json', ...figures })).toBe(
      '3/12  checking what is here  a?[2J.json',
    );
  });
});
