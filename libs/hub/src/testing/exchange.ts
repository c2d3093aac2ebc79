import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Misbehaviour } from './misbehaviour.ts';

/** A request to the fake and the way to answer it. */
export interface Exchange {
  readonly method: string;
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly wrong: Misbehaviour | undefined;
}

export function sendJson({ response }: Exchange, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
}

/** An error as the hub gives it: words in the body, and a code that programs can read. */
export function sendError({ response }: Exchange, status: number, code: string | null, message: string): void {
  if (code !== null) response.setHeader('x-error-code', code);
  if (/^[\x20-\x7e]*$/.test(message)) response.setHeader('x-error-message', message);
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error: message }));
}

export async function bodyOf({ request }: Exchange): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
