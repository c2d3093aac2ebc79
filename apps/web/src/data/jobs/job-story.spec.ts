import type { Job } from '../api/types.ts';
import { FIRST, stepsOf, told, type JobStory } from './job-story.ts';

const event = (name: string, data: unknown) => ({ id: null, event: name, data: JSON.stringify(data) });
const progress = (what: string, done = 1) =>
  event('progress', { what, done, total: 10, unit: 'rows', perSecond: 5, secondsLeft: 2 });
const after = (...events: readonly ReturnType<typeof event>[]): JobStory => events.reduce(told, FIRST);

const STEPS = ['normalize', 'language', 'duplicates', 'split'];
const states = (story: JobStory, state: Job['state']): string =>
  stepsOf(STEPS, state, story)
    .map((step) => `${step.name} ${step.state}`)
    .join(', ');

describe('a job that is followed', () => {
  it('has all its steps before it at first', () => {
    expect(states(FIRST, 'queued')).toBe(
      'read waiting, normalize waiting, language waiting, duplicates waiting, split waiting, write waiting',
    );
  });

  it('is in several steps at once where they run together', () => {
    expect(states(after(progress('read'), progress('normalize, language')), 'running')).toBe(
      'read done, normalize running, language running, duplicates waiting, split waiting, write waiting',
    );
  });

  it('has done what it took from an earlier build without a word', () => {
    expect(states(after(progress('read'), progress('duplicates')), 'running')).toBe(
      'read done, normalize done, language done, duplicates running, split waiting, write waiting',
    );
  });

  it('says where it stopped, and what it did not reach', () => {
    const failed = after(progress('read'), event('state', { state: 'failed' }));
    expect(states(failed, 'failed')).toContain('read broken, normalize stopped');
    expect(failed.progress).toBeNull();
  });

  it('keeps the newest lines, and counts those that it let go of', () => {
    const lines = Array.from({ length: 1003 }, (_, index) => event('line', { text: `줄 ${index}` }));
    const story = after(...lines);
    expect(story.lines).toHaveLength(1000);
    expect([story.cut, story.lines[0], story.lines.at(-1)]).toEqual([3, '줄 3', '줄 1002']);
  });
});
