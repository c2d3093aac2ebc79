// Owns a stand-in for the data service: its routes, scripted jobs and datasets.
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { HubRequest, Preview, Recipe, Source, SourceChange, Split, WholeDataset } from '../data/api/types.ts';
import { aDataset, comparisonOf, SAMPLE_TURNS, samplesOf } from './fake-datasets.ts';
import { FakeJobs } from './fake-jobs.ts';
import { missing, type FakeResponse } from './fake-routes.ts';
import { aSource } from './fake-sources.ts';
import { FakeUploads } from './fake-uploads.ts';

/** The real one, so that the page is tried with every step that there is. */
const SCHEMA = join(import.meta.dirname, '../../../../libs/contracts/schema/data-recipe.schema.json');

interface DataRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

type Handler = (id: string, request: DataRequest) => FakeResponse;

const ok = (body: unknown, status = 200): FakeResponse => ({ status, body });
const done: FakeResponse = { status: 204 };
const found = (body: unknown): FakeResponse => (body === undefined ? missing : ok(body));

export class FakeData {
  /** false: there is no data service. */
  here = false;
  readonly sources = new Map<string, Source>();
  readonly datasets = new Map<string, WholeDataset>();
  /** What each source looks like; others are chats. */
  readonly previews = new Map<string, Preview>();
  readonly previewsAsked: Record<string, string>[] = [];
  readonly uploads = new FakeUploads((name, bytes) => this.source({ name, fileName: name, bytes }).id);
  readonly jobs = new FakeJobs((job) => {
    const id = `${job.name}@${'0123456789abcdef'.repeat(2)}`;
    this.datasets.set(id, aDataset({ id, name: job.name, jobId: job.id }));
    return id;
  });
  private made = 0;

  source(fields: Partial<Source> = {}): Source {
    const source = aSource({ id: `src${++this.made}`, createdAt: new Date().toISOString(), ...fields });
    this.sources.set(source.id, source);
    return source;
  }

  dataset(fields: Parameters<typeof aDataset>[0] = {}): WholeDataset {
    const dataset = aDataset(fields);
    this.datasets.set(dataset.id, dataset);
    return dataset;
  }

  /** False: this is answered as any other request is. */
  async stream(request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> {
    const upload = /^\/api\/data\/uploads(?:\/([^/]+))?$/.exec(url.pathname);
    if (upload) {
      await this.uploads.handle(request, response, upload[1] ?? '');
      return true;
    }
    const job = /^\/api\/data\/jobs\/([^/]+)\/events$/.exec(url.pathname)?.[1];
    if (job === undefined || !this.jobs.jobs.has(job)) return false;
    this.jobs.read(job, Number(request.headers['last-event-id'] ?? url.searchParams.get('after') ?? 0), response);
    return true;
  }

  answer(request: DataRequest): FakeResponse {
    for (const [method, pattern, handler] of this.routes) {
      const match = method === request.method ? pattern.exec(request.path) : null;
      if (match) return handler(decodeURIComponent(match[1] ?? ''), request);
    }
    return missing;
  }

  private readonly routes: readonly (readonly [string, RegExp, Handler])[] = [
    ['GET', /^\/api\/data\/sources$/, () => ok({ sources: [...this.sources.values()].reverse(), nextCursor: null })],
    ['POST', /^\/api\/data\/sources$/, (_, { body }) => ok(this.fromHub(body as HubRequest), 201)],
    ['PATCH', /^\/api\/data\/sources\/([^/]+)$/, (id, { body }) => ok(this.changed(id, body as SourceChange))],
    ['DELETE', /^\/api\/data\/sources\/([^/]+)$/, (id) => (this.sources.delete(id) ? done : missing)],
    ['GET', /^\/api\/data\/sources\/([^/]+)\/preview$/, (id, { query }) => this.preview(id, query)],
    ['GET', /^\/api\/data\/recipe-schema$/, () => ok(JSON.parse(readFileSync(SCHEMA, 'utf8')))],
    ['GET', /^\/api\/data\/jobs$/, () => ok({ jobs: [...this.jobs.jobs.values()].reverse(), nextCursor: null })],
    ['POST', /^\/api\/data\/jobs$/, (_, { body }) => ok(this.jobs.start((body as { recipe: Recipe }).recipe), 201)],
    ['GET', /^\/api\/data\/jobs\/([^/]+)$/, (id) => found(this.jobs.jobs.get(id))],
    ['POST', /^\/api\/data\/jobs\/([^/]+)\/cancel$/, (id) => found(this.jobs.end(id, 'cancelled'))],
    ['POST', /^\/api\/data\/jobs\/([^/]+)\/again$/, (id, { body }) => this.again(id, (body as { step?: string }).step)],
    ['DELETE', /^\/api\/data\/jobs\/([^/]+)$/, (id) => (this.jobs.jobs.delete(id) ? done : missing)],
    ['GET', /^\/api\/data\/datasets$/, () => ok({ datasets: [...this.datasets.values()], nextCursor: null })],
    ['GET', /^\/api\/data\/datasets\/([^/]+)$/, (id) => found(this.datasets.get(id))],
    ['GET', /^\/api\/data\/datasets\/([^/]+)\/samples$/, (_, { query }) => this.samples(query)],
    [
      'GET',
      /^\/api\/data\/datasets\/([^/]+)\/compare$/,
      (id, { query }) => ok(comparisonOf(query.get('with') ?? '', id)),
    ],
    ['DELETE', /^\/api\/data\/datasets\/([^/]+)$/, (id) => (this.datasets.delete(id) ? done : missing)],
  ];

  private fromHub({ hub, revision, licence }: HubRequest): Source {
    const of = { repo: hub, revision: revision ?? null };
    return this.source({ name: hub, kind: 'hub', fileName: null, hub: of, bytes: 0, licence: licence ?? null });
  }

  private changed(id: string, change: SourceChange): Source | undefined {
    const source = this.sources.get(id);
    if (source) this.sources.set(id, { ...source, ...change });
    return this.sources.get(id);
  }

  private again(id: string, step: string | undefined): FakeResponse {
    const job = this.jobs.jobs.get(id);
    return job ? ok(this.jobs.start(job.recipe, step ?? null), 201) : missing;
  }

  private samples(query: URLSearchParams): FakeResponse {
    return ok(samplesOf(query.get('split') as Split, Number(query.get('after') ?? 0)));
  }

  private preview(id: string, query: URLSearchParams): FakeResponse {
    const rows = SAMPLE_TURNS.map((messages, index) => ({ messages, at: `support-chats.jsonl:${index + 1}` }));
    const refused = [{ at: 'support-chats.jsonl:17', field: 'messages[1].content', reason: 'the turn is empty' }];
    const chats: Preview = { rows, refused, format: 'jsonl', shape: 'messages', encoding: 'utf-8' };
    const preview = this.previews.get(id);
    const isReadAs = query.has('template') || query.has('columns');
    this.previewsAsked.push(Object.fromEntries(query));
    return ok(preview === undefined || isReadAs ? chats : preview);
  }
}
