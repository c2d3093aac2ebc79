import { ApiError } from '../../api/api-error.ts';
import { Uploads, type SendListener } from './uploads.ts';

function scripted() {
  const sent = new Map<string, SendListener>();
  const log: string[] = [];
  const waits: (() => void)[] = [];
  let made = 0;
  let now = 0;
  const uploads = new Uploads({
    send: (file, listener) => {
      sent.set(file.name, listener);
      const did = (what: string) => () => void log.push(`${what} ${file.name}`);
      return { start: did('start'), pause: did('pause'), cancel: did('cancel') };
    },
    wait: () => new Promise((resolve) => waits.push(resolve)),
    random: () => 0,
    now: () => now,
    newKey: () => `u${++made}`,
    onDone: ({ name, sourceId }) => void log.push(`done ${name} ${sourceId ?? ''}`),
  });
  const at = (name: string) => uploads.snapshot().find((upload) => upload.name === name);
  return { uploads, sent, log, waits, at, later: (ms: number) => (now += ms) };
}

const file = (name: string, size = 1000): File => new File([new Uint8Array(size)], name);
const away = ApiError.unreachable(new Error('refused'));

describe('uploads', () => {
  it('go two at a time, and the next begins where one ends', () => {
    const { uploads, sent, log } = scripted();
    uploads.add([file('a'), file('b'), file('c')]);
    expect(log).toEqual(['start a', 'start b']);
    sent.get('a')?.onDone('s1');
    expect(log).toEqual(['start a', 'start b', 'done a s1', 'start c']);
  });

  it('give their place to the next while they rest', () => {
    const { uploads, log, at } = scripted();
    uploads.add([file('a'), file('b'), file('c')]);
    uploads.pause(at('a')?.id ?? '');
    expect(log).toEqual(['start a', 'start b', 'pause a', 'start c']);
    expect(at('a')?.state).toBe('paused');
  });

  it('tell how fast they are and how long they still take, not counting a pause', () => {
    const { uploads, sent, at, later } = scripted();
    uploads.add([file('한글', 10_000)]);
    sent.get('한글')?.onProgress(0);
    later(1000);
    sent.get('한글')?.onProgress(2000);
    expect(at('한글')).toMatchObject({ perSecond: 2000, secondsLeft: 4 });
    uploads.pause(at('한글')?.id ?? '');
    later(60_000);
    uploads.goOn(at('한글')?.id ?? '');
    sent.get('한글')?.onProgress(2000);
    later(500);
    sent.get('한글')?.onProgress(4000);
    expect(at('한글')).toMatchObject({ perSecond: 4000, secondsLeft: 1.5 });
  });

  it('go on by themselves when the network is back', async () => {
    const { uploads, sent, log, waits, at } = scripted();
    uploads.add([file('a')]);
    sent.get('a')?.onProblem(away, true);
    expect(at('a')?.state).toBe('offline');
    waits[0]?.();
    await Promise.resolve();
    expect(log).toEqual(['start a', 'start a']);
    expect(at('a')).toMatchObject({ state: 'sending', error: null });
  });

  it('stay where they are when they were taken off the list while the network was away', async () => {
    const { uploads, sent, log, waits, at } = scripted();
    uploads.add([file('a')]);
    sent.get('a')?.onProblem(away, true);
    uploads.remove(at('a')?.id ?? '');
    waits[0]?.();
    await Promise.resolve();
    expect(log).toEqual(['start a', 'cancel a']);
    expect(uploads.snapshot()).toEqual([]);
  });

  it('fail at once where another try would not help', () => {
    const { uploads, sent, at } = scripted();
    uploads.add([file('a')]);
    sent.get('a')?.onProblem(new ApiError(413, { code: 'request.too-large', message: 'Too large.' }), false);
    expect(at('a')).toMatchObject({ state: 'failed', error: { code: 'request.too-large' } });
    expect(uploads.busy).toBe(false);
  });
});
