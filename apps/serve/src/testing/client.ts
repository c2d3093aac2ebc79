import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { ConversationView } from '../conversations/conversations.dto.ts';
import type { MessageView } from '../messages/message-view.ts';
import type { MessagePageView, SendDto, SentView } from '../messages/messages.dto.ts';

export interface Answer<T = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface StreamEvent {
  readonly id: number;
  readonly event: string;
  readonly data: { readonly text?: string; readonly message?: MessageView; readonly turns?: number };
}

export interface FollowOptions {
  /** The id of the last event that was read before. */
  readonly after?: number;
  /** How many events at most. */
  readonly events?: number;
  readonly onOpen?: () => void;
}

export interface ReadStream {
  readonly events: readonly StreamEvent[];
  readonly text: string;
  readonly message: MessageView | undefined;
  readonly lastId: number;
}

/** A client of the HTTP API, as a person's browser or a program. */
export class Client {
  readonly url: string;
  readonly headers: Record<string, string>;

  constructor(url: string, headers: Record<string, string> = {}) {
    this.url = url;
    this.headers = headers;
  }

  async call<T = unknown>(method: string, path: string, body?: unknown, headers = {}): Promise<Answer<T>> {
    const answer = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...this.headers,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    const isJson = text !== '' && answer.headers.get('content-type')?.includes('json') === true;
    return { status: answer.status, headers: answer.headers, body: (isJson ? JSON.parse(text) : text) as T };
  }

  async conversation(body: object = {}): Promise<ConversationView> {
    const answer = await this.call<ConversationView>('POST', '/api/conversations', body);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return answer.body;
  }

  ask(conversationId: string, over: Partial<SendDto> = {}): Promise<Answer<SentView>> {
    const body = { parentId: null, content: '나루가 뭐예요?', idempotencyKey: randomUUID(), ...over };
    return this.call<SentView>('POST', `/api/conversations/${conversationId}/messages`, body);
  }

  /** The messages of a conversation once none is being written. */
  async settled(conversationId: string): Promise<readonly MessageView[]> {
    for (let tries = 0; ; tries += 1) {
      const { body } = await this.call<MessagePageView>('GET', `/api/conversations/${conversationId}/messages`);
      if (tries === 100 || body.messages.every(({ status }) => status !== 'streaming')) return body.messages;
      await sleep(50);
    }
  }

  /** Asks and reads the answers to their end. */
  async chat(conversationId: string, over: Partial<SendDto> = {}): Promise<{ sent: SentView; read: ReadStream[] }> {
    const { body, status } = await this.ask(conversationId, over);
    if (status !== 201) throw new Error(JSON.stringify(body));
    const read = await Promise.all(body.replies.map(({ streamId }) => this.follow(streamId)));
    return { sent: body, read };
  }

  /** Reads a stream to its end, or so many events of it. */
  async follow(streamId: string, options: FollowOptions = {}): Promise<ReadStream> {
    const { after = 0, events: most = Infinity, onOpen } = options;
    const leaving = new AbortController();
    const answer = await fetch(`${this.url}/api/streams/${streamId}`, {
      headers: { ...this.headers, ...(after > 0 && { 'last-event-id': String(after) }) },
      signal: leaving.signal,
    });
    if (answer.status !== 200 || answer.body === null) throw new Error(`${answer.status} ${await answer.text()}`);
    onOpen?.();
    const events: StreamEvent[] = [];
    let held = '';
    for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
      held += piece;
      const blocks = held.split('\n\n');
      held = blocks.pop() ?? '';
      events.push(...blocks.map(parsed).filter((event) => event !== undefined));
      if (events.length >= most) break;
    }
    leaving.abort();
    const text = events.map(({ event, data }) => (event === 'delta' ? (data.text ?? '') : '')).join('');
    return { events, text, message: events.at(-1)?.data.message, lastId: events.at(-1)?.id ?? after };
  }
}

function parsed(block: string): StreamEvent | undefined {
  const field = (name: string): string | undefined =>
    block
      .split('\n')
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2);
  const data = field('data');
  if (data === undefined) return undefined;
  return { id: Number(field('id')), event: field('event') ?? '', data: JSON.parse(data) as StreamEvent['data'] };
}
