import { AppError } from '@naru/contracts';
import { withLogContext, type AppLogger } from '@naru/logging';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

import type { Drain } from '../app/drain.ts';
import type { ErrorFilter } from '../errors/error-filter.ts';
import type { Metrics } from '../metrics/metrics.ts';

export interface RequestHooks {
  readonly log: AppLogger['log'];
  readonly metrics: Metrics;
  readonly drain: Drain;
  readonly errors: ErrorFilter;
}

// Asked for every few seconds by machines.
const QUIET = new Set(['/healthz', '/readyz', '/metrics']);
const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'unmatched';

/** Every request: its id in the answer and in each log line, one line when it is over, its time in the metrics. */
export function addRequestHooks(server: FastifyInstance, { log, metrics, drain, errors }: RequestHooks): void {
  server.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id);
    const over = drain.enter();
    reply.raw.once('close', () => {
      over();
      told(log, metrics, request, reply);
    });
    if (drain.signal.aborted) {
      void reply.header('connection', 'close');
      if (!QUIET.has(request.url)) {
        errors.answer(new AppError('service.unready', 'The service is stopping.'), request, reply);
        return;
      }
    }
    withLogContext({ requestId: request.id }, done);
  });
  // The body arrives outside of the first hook's context.
  server.addHook('preValidation', (request, _reply, done) => withLogContext({ requestId: request.id }, done));
  server.addHook('onSend', (_request, reply, payload, done) => {
    if (drain.signal.aborted) void reply.header('connection', 'close');
    done(null, payload);
  });
}

/** Never a body, a query or an address: a route, and how it went. */
function told(log: AppLogger['log'], metrics: Metrics, request: FastifyRequest, reply: FastifyReply): void {
  const route = routeOf(request);
  const status = reply.raw.statusCode;
  const whole = reply.raw.writableFinished;
  metrics.request(request.method, route, whole ? status : 'aborted', reply.elapsedTime / 1000);
  const line = { requestId: request.id, method: request.method, route, status, ms: Math.round(reply.elapsedTime) };
  log[QUIET.has(route) ? 'debug' : 'info'](whole ? line : { ...line, aborted: true }, 'request');
}
