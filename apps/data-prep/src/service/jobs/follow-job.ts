// Owns how a reader follows a job: what was, what is, and the end.
import type { ServerResponse } from 'node:http';

import type { JobEvent, JobEvents } from './job-events.ts';
import type { JobView } from './jobs.dto.ts';

const HEARTBEAT_MS = 15_000;
const ENDED: readonly string[] = ['succeeded', 'failed', 'cancelled'];

export interface Following {
  readonly events: JobEvents;
  readonly job: JobView;
  readonly after: number;
  /** Ends the following: the reader may no longer read, or the service stops. */
  readonly signal: AbortSignal;
}

/** Writes events until the job has ended or the reader is gone. */
export function followJob(out: ServerResponse, { events, job, after, signal }: Following): Promise<void> {
  return new Promise((resolve) => {
    const waiting: JobEvent[] = [];
    let [last, live] = [after, false];
    const heartbeat = setInterval(() => out.write(': heartbeat\n\n'), HEARTBEAT_MS);
    const end = (): void => {
      unlisten();
      clearInterval(heartbeat);
      signal.removeEventListener('abort', end);
      out.end();
      resolve();
    };
    const write = (event: JobEvent): void => {
      if (event.id <= last) return;
      last = event.id;
      out.write(frame(event));
      if (event.event === 'state' && isEnded(event.data)) end();
    };
    const unlisten = events.listen(job.id, (event) => {
      if (live) write(event);
      else waiting.push(event);
    });
    out.once('close', end);
    signal.addEventListener('abort', end, { once: true });
    out.write(': job\n\n');
    const kept = events.read(job.id, after);
    kept.forEach(write);
    live = true;
    waiting.forEach(write);
    // The reader knows all of it, or the file was lost with the end in it.
    if (isEnded(job) && !kept.some(({ event, data }) => event === 'state' && isEnded(data))) {
      write({ id: last + 1, event: 'state', data: job });
    }
    if (signal.aborted) end();
  });
}

const isEnded = (data: object): boolean => 'state' in data && ENDED.includes(String(data.state));

const frame = ({ id, event, data }: JobEvent): string =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
