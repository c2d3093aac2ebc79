import { once } from 'node:events';
import {
  createServer,
  request,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';

import { AppError } from '@naru/contracts';

import type { EngineSupervisor, Visit } from '../supervisor.ts';

/** What one hop tells the next one alone (RFC 9110, 7.6.1). */
const OF_ONE_HOP = ['connection', 'keep-alive', 'proxy-connection', 'te', 'transfer-encoding', 'upgrade'];
const RETRY_AFTER_S = '2';

/**
 * One address for an engine that changes its own: requests go to whichever process is ready, and a change of adapters
 * waits for their answers. Bytes pass as they are; a reader that leaves ends the work at the engine.
 */
export function engineRelay(engine: Pick<EngineSupervisor, 'visit'>): Server {
  return createServer((asked, reply) => {
    const visit = engine.visit();
    if (visit === null) refuse(reply, 503, 'The engine is not ready yet.');
    else pass(visit, asked, reply);
  });
}

/** @throws AppError `port.taken` */
export async function listenOn(relay: Server, port: number, host: string): Promise<void> {
  relay.listen(port, host);
  try {
    await once(relay, 'listening');
  } catch (cause) {
    throw new AppError('port.taken', `Port ${port} of ${host} cannot be listened on.`, {
      hint: 'End the program that has it, or set ENGINE_PORT to another port.',
      cause,
    });
  }
}

function pass(visit: Visit, asked: IncomingMessage, reply: ServerResponse): void {
  reply.once('close', () => visit.leave());
  const { hostname, port } = new URL(visit.url);
  const { method, url: path } = asked;
  const headers = { ...withoutHop(asked.headers), host: `${hostname}:${port}` };
  // A connection each: one that is kept could lead to a process that is gone.
  const onward = request({ hostname, port, method, path, headers, agent: false });
  onward.on('response', (answer) => {
    reply.writeHead(answer.statusCode ?? 502, withoutHop(answer.headers));
    answer.on('data', () => visit.progressed());
    answer.on('error', () => reply.destroy());
    answer.pipe(reply);
  });
  onward.on('error', () => refuse(reply, 502, 'The engine broke off before it answered.'));
  reply.on('close', () => onward.destroy());
  asked.on('error', () => onward.destroy());
  asked.pipe(onward);
}

function withoutHop(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_ONE_HOP.includes(name)));
}

/** In OpenAI's shape, where nothing was sent yet. */
function refuse(reply: ServerResponse, status: 502 | 503, message: string): void {
  if (reply.headersSent) {
    reply.destroy();
    return;
  }
  const code = status === 503 ? 'engine.unreachable' : 'engine.failed';
  reply.writeHead(status, { 'content-type': 'application/json', 'retry-after': RETRY_AFTER_S });
  reply.end(JSON.stringify({ error: { message, type: 'server_error', param: null, code } }));
}
