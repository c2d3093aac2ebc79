import type { ErrorCode } from '@naru/contracts';
import type { AppLogger } from '@naru/logging';
import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import { apiBody, openAiBody } from './bodies.ts';
import { httpProblem } from './http-problem.ts';

/** Turns every error into its answer: OpenAI's shape under /v1, ours elsewhere. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  readonly #log: AppLogger['log'];
  readonly #statuses: Partial<Readonly<Record<ErrorCode, number>>>;

  constructor(log: AppLogger['log'], statuses: Partial<Readonly<Record<ErrorCode, number>>> = {}) {
    this.#log = log;
    this.#statuses = statuses;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** The same for hooks and routes outside Nest. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const problem = httpProblem(error, this.#statuses);
    if (problem.status >= 500) this.#log.error({ requestId: request.id, ...fault(error) }, 'a request failed');
    if (reply.sent || reply.raw.headersSent) {
      reply.raw.destroy(); // half an answer cannot be taken back; a cut connection is not mistaken for a whole one
      return;
    }
    if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', problem.retryAfterSeconds);
    const isOpenAi = request.url.startsWith('/v1/') || request.url === '/v1';
    const body = isOpenAi ? openAiBody(problem) : apiBody(problem, request.id);
    void reply.code(problem.status).type('application/json; charset=utf-8').send(body);
  }
}

/** What is logged of an error: no other property, as a database's error carries the row that it failed on. */
export function fault(error: unknown): object {
  if (!(error instanceof Error)) return { err: { message: String(error) } };
  const { name, message, stack, cause } = error;
  const code: unknown = 'code' in error ? error.code : undefined;
  return { err: { name, message, stack, ...(code === undefined ? {} : { code }) }, ...causeOf(cause) };
}

const causeOf = (cause: unknown): object =>
  cause instanceof Error ? { cause: { name: cause.name, message: cause.message } } : {};
