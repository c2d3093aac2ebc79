import { terminalProgress } from './terminal-progress.ts';
import { Screen } from './testing/index.ts';

function clock(): { now: () => number; pass: (ms: number) => void } {
  let ms = 0;
  return { now: () => ms, pass: (more) => (ms += more) };
}

describe('the progress of long work', () => {
  it('is one line on a terminal, with amount, rate and time left, and a plain line when it is done', () => {
    const screen = new Screen({ isTty: true, columns: 100 });
    const time = clock();
    const progress = terminalProgress(screen, time);
    const meter = progress.begin('normalize, quality', { total: 1000, unit: 'rows' });

    time.pass(2000);
    meter.add(500);
    expect(screen.text).toContain('normalize, quality  50 % · 500 of 1,000 rows · 250 rows/s · 0:02 left');
    time.pass(2000);
    meter.add(500);
    meter.end();

    expect(screen.text.trim()).toBe('normalize, quality  done · 1,000 rows · 250 rows/s · 0:04');
  });

  it('is a plain line every ten seconds elsewhere', () => {
    const screen = new Screen();
    const time = clock();
    const meter = terminalProgress(screen, time).begin('read', { total: 100, unit: 'rows' });

    for (let second = 0; second < 25; second += 1) {
      time.pass(1000);
      meter.add(2);
    }

    expect(screen.written.split('\n').filter((line) => line !== '')).toEqual([
      'read  20 % · 20 of 100 rows · 2 rows/s · 0:40 left',
      'read  40 % · 40 of 100 rows · 2 rows/s · 0:30 left',
    ]);
  });
});
