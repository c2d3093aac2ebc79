// Owns jobs that run by a script, with the event stream of the real ones.
import type { ServerResponse } from 'node:http';
import type { Job, JobState, Recipe } from '../data/api/types.ts';

interface Told {
  readonly event: string;
  readonly data: unknown;
}

export class FakeJobs {
  readonly jobs = new Map<string, Job>();
  private readonly events = new Map<string, Told[]>();
  private readonly readers = new Map<string, Set<ServerResponse>>();
  private readonly timers = new Set<ReturnType<typeof setInterval>>();
  private readonly onDone: (job: Job) => string;
  private made = 0;
  /** Between two events. */
  paceMs = 25;
  /** A job rests once it has told so much; it can be cancelled then. */
  restsAfter = Number.POSITIVE_INFINITY;
  /** How jobs end that begin from now on. */
  ending: { readonly state: JobState; readonly error?: NonNullable<Job['error']> } = { state: 'succeeded' };

  constructor(onDone: (job: Job) => string) {
    this.onDone = onDone;
  }

  start(recipe: Recipe, again: string | null = null): Job {
    const id = `job${++this.made}`;
    const createdAt = new Date().toISOString();
    const job: Job = {
      id,
      name: recipe.name,
      state: 'running',
      createdAt,
      startedAt: createdAt,
      endedAt: null,
      datasetId: null,
      error: null,
      progress: null,
      recipe,
      again,
      ownerName: null,
    };
    this.jobs.set(id, job);
    this.tell(id, { event: 'state', data: job });
    this.play(id, this.scriptOf(recipe));
    return job;
  }

  end(id: string, state: JobState, fields: Partial<Job> = {}): Job | undefined {
    const job = this.jobs.get(id);
    if (!job || job.endedAt !== null) return job;
    const ended: Job = { ...job, state, progress: null, endedAt: new Date().toISOString(), ...fields };
    this.jobs.set(id, ended);
    this.tell(id, { event: 'state', data: ended });
    for (const reader of this.readers.get(id) ?? []) reader.end();
    return ended;
  }

  read(id: string, after: number, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': heartbeat\n\n');
    (this.events.get(id) ?? []).forEach((event, index) => {
      if (index >= after) response.write(frame(event, index));
    });
    if (this.jobs.get(id)?.endedAt !== null) response.end();
    else {
      const readers = this.readers.get(id) ?? new Set();
      this.readers.set(id, readers.add(response));
      response.on('close', () => readers.delete(response));
    }
  }

  /** As when the network goes away. */
  breakConnections(): number {
    const readers = [...this.readers.values()].flatMap((some) => [...some]);
    for (const reader of readers) reader.destroy();
    return readers.length;
  }

  close(): void {
    for (const timer of this.timers) clearInterval(timer);
  }

  private play(id: string, script: Told[]): void {
    const timer = setInterval(() => {
      if ((this.events.get(id)?.length ?? 0) >= this.restsAfter) return;
      const next = script.shift();
      if (next && this.jobs.get(id)?.state === 'running') {
        this.tell(id, next);
        return;
      }
      clearInterval(timer);
      this.timers.delete(timer);
      const job = this.jobs.get(id);
      if (!job || job.state !== 'running') return;
      const { state, error } = this.ending;
      this.end(id, state, state === 'succeeded' ? { datasetId: this.onDone(job) } : { error: error ?? null });
    }, this.paceMs);
    this.timers.add(timer);
  }

  private scriptOf({ sources, steps = [] }: Recipe): Told[] {
    const stages = ['read', steps.map(({ use }) => use).join(', '), 'write'];
    const line = (text: string): Told => ({ event: 'line', data: { text } });
    return stages.flatMap((what) => [
      ...[1, 2, 3, 4].map((part) => ({
        event: 'progress',
        data: { what, done: part * 12_400, total: 49_600, unit: 'rows', perSecond: 12_400, secondsLeft: 4 - part },
      })),
      line(`${what}  done · 49,600 rows · 12,400 rows/s`),
      ...(what === 'read' ? sources.map(({ name }) => line(`${name}: 3 refused, see refused.jsonl`)) : []),
    ]);
  }

  private tell(id: string, told: Told): void {
    const events = this.events.get(id) ?? [];
    this.events.set(id, [...events, told]);
    for (const reader of this.readers.get(id) ?? []) reader.write(frame(told, events.length));
  }
}

function frame({ event, data }: Told, index: number): string {
  return `id: ${index + 1}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
