import { randomUUID } from 'node:crypto';
import { Agent, request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

import type { TokenReader } from './token-reader.ts';

type Headers = Readonly<Record<string, string>>;

const agent = new Agent({ keepAlive: true, maxSockets: Infinity });
const LONGEST_SILENCE_MS = 60_000;
const MESSAGES = [{ role: 'user', content: '나루가 뭐예요? Answer briefly.' }];

/** Has one answer of so many tokens made, and reads it. */
export type Ask = (tokens: number, reader: TokenReader) => Promise<void>;

/** Asks for a streamed chat completion. */
export function completions(url: string, headers: Headers = {}): Ask {
  return async (tokens, reader) => {
    const body = { model: 'naru-bench', messages: MESSAGES, max_tokens: tokens, stream: true };
    await read(await sent('POST', `${url}/v1/chat/completions`, body, headers), reader);
  };
}

/** Opens a conversation of its own, and asks in it. */
export async function conversation(url: string): Promise<Ask> {
  const { id } = await made<{ id: string }>(`${url}/api/conversations`, { title: 'bench' });
  return async (tokens, reader) => {
    const { replies } = await made<{ replies: { streamId: string }[] }>(`${url}/api/conversations/${id}/messages`, {
      parentId: null,
      content: MESSAGES[0]?.content,
      idempotencyKey: randomUUID(),
      parameters: { maxTokens: tokens },
    });
    await read(await sent('GET', `${url}/api/streams/${replies[0]?.streamId ?? ''}`), reader);
  };
}

/** Tells the upstream how many milliseconds pass from one token to the next. */
export async function setPace(upstreamUrl: string, tokenMs: number): Promise<void> {
  await made(`${upstreamUrl}/pace`, { tokenMs });
}

async function made<T>(url: string, body: object): Promise<T> {
  return JSON.parse(await text(await sent('POST', url, body))) as T;
}

async function read(answer: IncomingMessage, reader: TokenReader): Promise<void> {
  for await (const chunk of answer) reader.feed(chunk as Buffer);
}

async function sent(method: string, url: string, body?: object, headers: Headers = {}): Promise<IncomingMessage> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request(url, {
      agent,
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    });
    outgoing.setNoDelay(true);
    outgoing.setTimeout(LONGEST_SILENCE_MS, () => outgoing.destroy(new Error(`${url} went silent`)));
    outgoing.once('response', resolve).once('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
  });
  const { statusCode = 0 } = answer;
  if (statusCode < 300) return answer;
  throw new Error(`${url} answered ${statusCode}: ${(await text(answer)).slice(0, 300)}`);
}
