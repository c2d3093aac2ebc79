import { appendFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { followEvents } from './follow-events.ts';

const line = (seq: number): string =>
  `${JSON.stringify({ v: 1, runId: '20261123T010203-abc123', seq, at: 1, type: 'score.progress', file: '평가.jsonl', done: seq, total: 9 })}\n`;

it('tells every whole event of a job once, also those written in pieces, and leaves garbage out', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'events-')), 'events.jsonl');
  const told: number[] = [];
  const following = followEvents(path, (event) => told.push(event.seq));

  const cut = Buffer.from(line(1)).subarray(0, 90);
  appendFileSync(path, line(0));
  appendFileSync(path, cut);
  appendFileSync(path, Buffer.from(line(1)).subarray(90));
  appendFileSync(path, `no event\n${line(2)}{"half":`);
  await following.end();

  expect(told).toEqual([0, 1, 2]);
});
