import { appendFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DataPlaces } from '../data-places.ts';
import { JobEvents } from './job-events.ts';

describe('the events of a job', () => {
  const places = new DataPlaces(mkdtempSync(join(tmpdir(), 'naru events ')));

  it('are numbered on after a restart, also where the last line was cut', () => {
    const before = new JobEvents(places);
    before.add('a', 'line', { text: '하나' });
    before.add('a', 'line', { text: '둘' });
    appendFileSync(join(places.job('a'), 'events.jsonl'), '{"id":3,"event":"li');

    const after = new JobEvents(places);
    after.add('a', 'line', { text: '셋' });

    expect(after.read('a').map(({ id, data }) => [id, data])).toEqual([
      [1, { text: '하나' }],
      [2, { text: '둘' }],
      [3, { text: '셋' }],
    ]);
    expect(after.read('a', 2)).toHaveLength(1);
  });

  it('are told to who listens, and of progress only the last is told again', () => {
    const events = new JobEvents(places);
    const heard: number[] = [];
    const unlisten = events.listen('b', ({ id }) => heard.push(id));
    for (const done of [1, 2, 3]) events.add('b', 'progress', { done });
    unlisten();
    events.add('b', 'line', { text: 'x' });

    expect(heard).toEqual([1, 2, 3]);
    expect(events.read('b').map(({ id }) => id)).toEqual([3, 4]);
  });
});
