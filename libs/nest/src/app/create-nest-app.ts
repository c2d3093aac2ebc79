import 'reflect-metadata';

import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppError } from '@naru/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { ErrorFilter } from '../errors/error-filter.ts';
import { HealthChecks } from '../health/health-checks.ts';
import { Metrics } from '../metrics/metrics.ts';
import { addRequestHooks } from '../requests/request-hooks.ts';
import { requestIdOf } from '../requests/request-id.ts';
import { RequestValidationPipe } from '../requests/validation-pipe.ts';
import { addDocument } from './document.ts';
import { Drain } from './drain.ts';
import type { NestApp, NestAppOptions } from './nest-app.ts';
import { NestLog } from './nest-log.ts';
import { addSecurityHeaders, allowOrigins } from './security.ts';
import { SharedModule, type Shared } from './shared.module.ts';

const BODY_LIMIT_BYTES = 1024 * 1024;
const REQUEST_MS = 30_000;
// Longer than the usual 60 s of the proxies before it, so that they and not we close a connection at rest.
const KEEP_ALIVE_MS = 72_000;
const DRAIN_MS = 30_000;

/**
 * A NestJS app on Fastify with everything that ours share, ready to listen.
 *
 * @throws AppError `config.invalid` for a CORS origin that is none
 */
export async function createNestApp(options: NestAppOptions): Promise<NestApp> {
  const shared: Shared = { metrics: new Metrics(), checks: new HealthChecks(), drain: new Drain() };
  const errors = new ErrorFilter(options.log, options.statuses);
  const app = await NestFactory.create<NestFastifyApplication>(
    SharedModule.of(shared, options.module),
    adapter(options, errors),
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- Nest declares its options as a class and takes plain objects
    { bodyParser: false, abortOnError: false, logger: new NestLog(options.log) },
  );
  const server = app.getHttpAdapter().getInstance();
  server.removeContentTypeParser('text/plain'); // JSON or nothing: a form of another site cannot send JSON
  addRequestHooks(server, { log: options.log, errors, ...shared });
  app.useGlobalFilters(errors);
  app.useGlobalPipes(new RequestValidationPipe());
  await addSecurityHeaders(app, options.csp);
  allowOrigins(app, options.corsOrigins ?? []);
  addDocument(app, options.document);
  return new ListeningApp(app, shared.drain, options.drainMs ?? DRAIN_MS);
}

function adapter(
  { bodyLimitBytes, requestTimeoutMs, trustedProxies = [] }: NestAppOptions,
  errors: ErrorFilter,
): FastifyAdapter {
  const requestTimeout = requestTimeoutMs ?? REQUEST_MS;
  return new FastifyAdapter({
    bodyLimit: bodyLimitBytes ?? BODY_LIMIT_BYTES,
    requestTimeout,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: {
      headersTimeout: Math.min(requestTimeout, REQUEST_MS),
      connectionsCheckingInterval: Math.min(requestTimeout, 5000),
    },
    requestIdHeader: false,
    genReqId: requestIdOf,
    // A header that any client can write says nothing of who it is, unless a proxy that is known wrote it.
    trustProxy: trustedProxies.length === 0 ? false : [...trustedProxies],
    forceCloseConnections: true,
    return503OnClosing: true,
    logger: false,
    // Addresses that cannot be decoded reach no hook and no filter.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      errors.answer(error, request, reply),
  });
}

class ListeningApp implements NestApp {
  readonly app: NestFastifyApplication;
  readonly #drain: Drain;
  readonly #drainMs: number;
  #closing: Promise<void> | undefined;

  constructor(app: NestFastifyApplication, drain: Drain, drainMs: number) {
    this.app = app;
    this.#drain = drain;
    this.#drainMs = drainMs;
  }

  async listen({ host, port }: { readonly host: string; readonly port: number }): Promise<string> {
    try {
      await this.app.listen(port, host);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      throw new AppError('port.taken', `another program listens on ${host}:${port}`, { cause: error });
    }
    return this.app.getUrl();
  }

  close(): Promise<void> {
    this.#closing ??= this.#drain.stop(this.#drainMs).then(() => this.app.close());
    return this.#closing;
  }
}
