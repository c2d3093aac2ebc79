import { appendFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { EventSource } from './event-source.ts';

const RUN = '20260301T090000-a1b2c3';

const phase = (seq: number, message: string, runId = RUN): string =>
  `${JSON.stringify({ v: 1, runId, seq, at: 1, type: 'phase', name: 'train', message })}\n`;

function source() {
  const path = join(mkdtempSync(join(tmpdir(), 'naru-events-')), 'events.jsonl');
  const from = new EventSource(path, RUN);
  const everything = async (): Promise<number[]> => {
    const seen: number[] = [];
    for (let events = await from.read(); events !== undefined; events = await from.read()) {
      seen.push(...events.map((event) => event.seq));
    }
    return seen;
  };
  return { append: (text: string) => appendFileSync(path, text), everything };
}

describe('the events of a run', () => {
  it('are none where there is no file yet', async () => {
    expect(await source().everything()).toEqual([]);
  });

  it('come in order, each once, however the file grows', async () => {
    const { append, everything } = source();
    const text = Array.from({ length: 50 }, (_, seq) => phase(seq, '한국어')).join('');
    const seen: number[] = [];
    for (let start = 0; start < text.length; start += 97) {
      append(text.slice(start, start + 97));
      seen.push(...(await everything()));
    }

    expect(seen).toEqual(Array.from({ length: 50 }, (_, seq) => seq));
  });

  it('of megabytes are read whole, in pieces', async () => {
    const { append, everything } = source();
    const long = '가'.repeat(100_000);
    for (let seq = 0; seq < 20; seq += 1) append(phase(seq, long));

    expect(await everything()).toEqual(Array.from({ length: 20 }, (_, seq) => seq));
  });

  it('may be longer than a piece; a line without an end is passed over once it is absurd', async () => {
    const { append, everything } = source();
    append(phase(0, 'x'.repeat(3 * 1024 * 1024)));
    append('y'.repeat(17 * 1024 * 1024));
    append(`\n${phase(1, 'after')}`);

    expect(await everything()).toEqual([0, 1]);
  });

  it('of another run are not taken', async () => {
    const { append, everything } = source();
    append(phase(0, '', '20260301T090000-zzzzzz') + phase(1, ''));

    expect(await everything()).toEqual([1]);
  });
});
