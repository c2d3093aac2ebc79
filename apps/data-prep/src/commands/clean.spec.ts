import { existsSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

import { Store } from '../build/store.ts';
import { Workspace } from '../testing/a-build.ts';
import { clean } from './clean.ts';

const DAY_SECONDS = 24 * 60 * 60;
const daysAgo = (days: number): number => Date.now() / 1000 - days * DAY_SECONDS;

describe('cleaning', () => {
  it('takes away what no build used for so many days, and says how much', () => {
    const workspace = new Workspace()
      .write('work/read-old/a.rows.jsonl', '가'.repeat(100))
      .write('work/read-new/b', 'b');
    const work = join(workspace.root, 'work');
    utimesSync(join(work, 'read-old'), daysAgo(8), daysAgo(8));

    expect(clean(work, { days: '7' })).toEqual({ folders: 1, bytes: 300 });
    expect([existsSync(join(work, 'read-old')), existsSync(join(work, 'read-new'))]).toEqual([false, true]);
  });

  it('leaves what a build took again, however old its results are', () => {
    const work = join(new Workspace().write('work/quality-k/report.json', '{}').root, 'work');
    utimesSync(join(work, 'quality-k'), daysAgo(100), daysAgo(100));
    new Store(work).folder('quality', 'k');

    expect(clean(work, { days: '7' }).folders).toBe(0);
  });

  it.each(['0', '-1', '1.5', 'week', ''])('refuses --days=%s', (days) => {
    expect(() => clean(new Workspace().root, { days })).toThrow(/a whole number of days/);
  });
});
