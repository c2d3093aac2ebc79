import { ApiError } from '../api/api-error.ts';
import { aMessage } from '../testing/messages.ts';
import { delayMs, type FollowDeps } from './follow-events.ts';
import { followStream } from './follow-stream.ts';
import type { StreamEvent } from './live-answer.ts';

type Step = string | Error;

/** One step for each connection: what arrives before it breaks, or why it is not made. */
function scripted(steps: readonly Step[]) {
  const opened: string[] = [];
  const waits: number[] = [];
  const deps: FollowDeps = {
    open: (path) => {
      const step = steps[opened.length] ?? new Error('no more steps');
      opened.push(path);
      return typeof step === 'string' ? Promise.resolve(new Response(step)) : Promise.reject(step);
    },
    wait: (ms) => Promise.resolve(void waits.push(ms)),
    random: () => 0.5,
  };
  return { deps, opened, waits };
}

async function follow(steps: readonly Step[]) {
  const { deps, opened, waits } = scripted(steps);
  const events: StreamEvent[] = [];
  const listener = { onEvent: (event: StreamEvent) => void events.push(event), onConnection: () => undefined };
  const end = await followStream('s1', listener, new AbortController().signal, deps);
  const text = events.map((event) => (event.kind === 'delta' ? event.text : '')).join('');
  return { end, text, opened, waits };
}

const delta = (seq: number, text: string): string => `id: ${seq}\nevent: delta\ndata: ${JSON.stringify({ text })}\n\n`;
const done = (seq: number): string =>
  `id: ${seq}\nevent: done\ndata: ${JSON.stringify({ message: aMessage({ id: 'a' }) })}\n\n`;

describe('following a stream', () => {
  it('reads to the end in one go when nothing breaks', async () => {
    const { end, text, opened } = await follow([delta(1, '나') + delta(2, '루') + done(3)]);
    expect({ end, text, opened }).toEqual({ end: 'ended', text: '나루', opened: ['/api/streams/s1'] });
  });

  it('goes on after the last sequence number when the connection breaks', async () => {
    const { text, opened } = await follow([delta(1, '나') + delta(2, '루'), delta(2, '루') + delta(3, '터') + done(4)]);
    expect(text).toBe('나루터');
    expect(opened).toEqual(['/api/streams/s1', '/api/streams/s1?after=2']);
  });

  it('drops an event that was cut in the middle and takes it whole the next time', async () => {
    const { text } = await follow([delta(1, '나') + 'id: 2\nevent: delta\nda', delta(2, '루') + done(3)]);
    expect(text).toBe('나루');
  });

  it('waits longer each time while serve is away', async () => {
    const away = ApiError.unreachable(new Error('refused'));
    const { waits, end } = await follow([away, away, away, done(1)]);
    expect(end).toBe('ended');
    expect(waits).toEqual([225, 450, 900]);
    expect(delayMs(30, 1)).toBe(15_000);
  });

  it('gives up on a stream that serve does not know', async () => {
    const gone = new ApiError(404, { code: 'stream.not-found', message: 'gone' });
    expect((await follow([delta(1, '나'), gone])).end).toBe('gone');
  });

  it('comes back after a 429', async () => {
    const busy = new ApiError(429, { code: 'rate.limited', message: 'busy' });
    expect((await follow([busy, done(1)])).end).toBe('ended');
  });
});
