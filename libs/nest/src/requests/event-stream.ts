import type { ServerResponse } from 'node:http';

import type { FastifyReply } from 'fastify';

/** Takes the answer out of the framework's hands: what was set on it so far goes out with the first bytes that follow. */
export function hijacked(reply: FastifyReply, headers: Readonly<Record<string, string>>): ServerResponse {
  const set = Object.fromEntries(Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined));
  reply.hijack();
  reply.raw.writeHead(200, { ...(set as Record<string, string>), ...headers });
  reply.raw.on('error', () => undefined); // a reader who leaves is no fault
  return reply.raw;
}

/** Also told to proxies: pass each event on as it comes. */
export const EVENT_STREAM = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
} as const;
