import { AppError } from '@naru/contracts';

import { failedLine, jsonProgress } from './json-progress.ts';

describe('progress for programs', () => {
  it('is one object a line: how far, how fast, how long yet, and what came out', () => {
    const lines: string[] = [];
    let now = 0;
    const progress = jsonProgress((line) => lines.push(line), { now: () => now });

    const meter = progress.begin('read', { total: 100, unit: 'kB' });
    now = 100;
    meter.add(10);
    now = 1000;
    meter.add(15);
    meter.end();
    progress.say('상담: 3 refused');
    progress.published?.('a@b');

    const of = (done: number, perSecond: number | null, secondsLeft: number | null) => ({
      event: 'progress',
      what: 'read',
      ...{ done, total: 100, unit: 'kB', perSecond, secondsLeft },
    });
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      of(0, null, null),
      of(25, 25, 3),
      of(100, 100, 0),
      { event: 'line', text: '상담: 3 refused' },
      { event: 'dataset', id: 'a@b' },
    ]);
    expect(lines.every((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1)).toBe(true);
  });

  it('ends with what went wrong', () => {
    expect(JSON.parse(failedLine(new AppError('data.not-found', 'Not there.', { hint: 'Look.' })))).toEqual({
      event: 'failed',
      error: { code: 'data.not-found', message: 'Not there.', hint: 'Look.' },
    });
  });
});
