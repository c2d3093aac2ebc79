// Owns the way from our page to the data service: the same addresses here and there. Does not know what they do.
import httpProxy from '@fastify/http-proxy';
import { isLoopbackName } from '@naru/access';
import { AppError } from '@naru/contracts';
import type { AppLogger } from '@naru/logging';
import { Drain, ErrorFilter, type NestApp } from '@naru/nest';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface DataProxyOptions {
  /** Where the data service listens; undefined: there is none. */
  readonly url: string | undefined;
  /** Without sign-in, only pages of this machine may ask: the service itself sees our name, not theirs. */
  readonly loopbackOnly: boolean;
  readonly log: AppLogger['log'];
}

const PREFIX = '/api/data';
/** The last piece of an upload is answered once the whole file has been hashed. */
const ANSWER_MS = 15 * 60 * 1000;

/** Passes everything under /api/data on, bodies and event streams as they come. Who may ask is the service's to say. */
export function addDataProxy({ app }: NestApp, { url, loopbackOnly, log }: DataProxyOptions): void {
  const server = app.getHttpAdapter().getInstance();
  const errors = new ErrorFilter(log);
  const unavailable = (request: FastifyRequest, reply: FastifyReply, cause?: unknown): void =>
    errors.answer(new AppError('data.unavailable', 'The data service cannot be reached.', { cause }), request, reply);
  if (url === undefined) {
    for (const path of [PREFIX, `${PREFIX}/*`]) server.all(path, (request, reply) => unavailable(request, reply));
    return;
  }
  const { signal } = app.get(Drain);
  server.register(httpProxy, {
    upstream: url,
    prefix: PREFIX,
    rewritePrefix: PREFIX,
    retryMethods: [],
    undici: { headersTimeout: ANSWER_MS, bodyTimeout: ANSWER_MS },
    preHandler: (request, reply, done) => {
      if (loopbackOnly && !isLoopbackName(request.headers.host)) {
        errors.answer(new AppError('auth.forbidden', 'Without sign-in, only this machine is served.'), request, reply);
        return;
      }
      // An event stream does not end by itself, and is gone on with after a stop.
      if (request.headers.accept?.includes('text/event-stream') === true) endWith(signal, reply);
      done();
    },
    replyOptions: {
      onError: (reply, { error }) => unavailable(reply.request as FastifyRequest, reply as FastifyReply, error),
    },
  });
}

function endWith(signal: AbortSignal, reply: FastifyReply): void {
  const end = (): void => {
    reply.raw.destroy();
  };
  signal.addEventListener('abort', end, { once: true });
  reply.raw.once('close', () => signal.removeEventListener('abort', end));
}
