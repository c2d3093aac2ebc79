import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import type { JobView } from '../jobs/jobs.dto.ts';

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface ServiceEvent {
  readonly id: number;
  readonly event: string;
  readonly data: Partial<JobView> & { readonly text?: string; readonly what?: string };
}

const TUS = { 'tus-resumable': '1.0.0' };
const ENDED = ['succeeded', 'failed', 'cancelled'];

/** A program that uses the service. */
export class ServiceClient {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(url: string, headers: Readonly<Record<string, string>>) {
    this.url = url;
    this.headers = headers;
  }

  async call<T = unknown>(method: string, path: string, body?: unknown, headers = {}): Promise<Answer<T>> {
    const answer = await fetch(this.url + path, {
      method,
      headers: { ...this.headers, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') === true && text.startsWith('{');
    const isLines = answer.headers.get('content-type')?.includes('jsonl') === true;
    const parsed: unknown = isJson && !isLines ? JSON.parse(text) : text;
    return { status: answer.status, headers: answer.headers, body: parsed as T };
  }

  /** @returns where the pieces go */
  begin(bytes: number | string, metadata: Readonly<Record<string, string>> = {}): Promise<Answer<string>> {
    const encoded = Object.entries(metadata).map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`);
    const headers = { ...TUS, 'upload-length': String(bytes), 'upload-metadata': encoded.join(',') };
    return this.call('POST', '/api/data/uploads', undefined, encoded.length === 0 ? { ...TUS, 'upload-length': String(bytes) } : headers); // prettier-ignore
  }

  async append(location: string, offset: number, piece: Uint8Array): Promise<Answer<string>> {
    const answer = await fetch(this.url + location, {
      method: 'PATCH',
      headers: {
        ...this.headers,
        ...TUS,
        'upload-offset': String(offset),
        'content-type': 'application/offset+octet-stream',
      },
      body: piece,
    });
    return { status: answer.status, headers: answer.headers, body: await answer.text() };
  }

  /** Sends the head of a piece and so many bytes of it, and breaks the connection. */
  async appendBroken(location: string, piece: Buffer, bytes: number): Promise<void> {
    const headers = {
      ...this.headers,
      ...TUS,
      ...{ 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
      'content-length': String(piece.length),
    };
    const asked = request(this.url + location, { method: 'PATCH', headers });
    asked.on('error', () => undefined);
    await new Promise<void>((resolve) => asked.write(piece.subarray(0, bytes), () => resolve()));
    await sleep(200);
    asked.destroy();
  }

  async offset(location: string): Promise<number> {
    const { headers } = await this.call('HEAD', location, undefined, TUS);
    return Number(headers.get('upload-offset') ?? -1);
  }

  /** @returns the id of the source */
  async upload(fileName: string, content: string | Buffer): Promise<string> {
    const bytes = Buffer.from(content);
    const begun = await this.begin(bytes.length, { filename: fileName });
    const { headers } = await this.append(begun.headers.get('location') ?? '', 0, bytes);
    return headers.get('x-source-id') ?? '';
  }

  async job(recipe: object, again?: string): Promise<JobView> {
    const { status, body } = await this.call<JobView>('POST', '/api/data/jobs', { recipe, ...(again && { again }) });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body;
  }

  /** Reads a job's events to its end, or until one that fits. */
  async follow(id: string, until: (event: ServiceEvent) => boolean = () => false, after = 0): Promise<ServiceEvent[]> {
    const leaving = new AbortController();
    const answer = await fetch(`${this.url}/api/data/jobs/${id}/events`, {
      headers: { ...this.headers, ...(after > 0 && { 'last-event-id': String(after) }) },
      signal: leaving.signal,
    });
    if (answer.status !== 200 || answer.body === null) throw new Error(`${answer.status} ${await answer.text()}`);
    const events: ServiceEvent[] = [];
    let held = '';
    for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
      held += piece;
      const blocks = held.split('\n\n');
      held = blocks.pop() ?? '';
      events.push(...blocks.flatMap((block) => parsed(block) ?? []));
      if (events.some(until)) break;
    }
    leaving.abort();
    return events;
  }

  async ended(id: string): Promise<JobView> {
    for (;;) {
      const { body } = await this.call<JobView>('GET', `/api/data/jobs/${id}`);
      if (ENDED.includes(body.state)) return body;
      await sleep(100);
    }
  }
}

function parsed(block: string): ServiceEvent | undefined {
  const field = (name: string): string | undefined =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  const data = field('data');
  if (data === undefined) return undefined;
  return { id: Number(field('id')), event: field('event') ?? '', data: JSON.parse(data) as ServiceEvent['data'] };
}
