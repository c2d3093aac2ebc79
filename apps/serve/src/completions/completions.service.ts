import type { ServerResponse } from 'node:http';

import { endedBy, type Principal, type Revocations, REVOKED } from '@naru/access';
import { AppError } from '@naru/contracts';
import { EngineError, type ChatClient, type RelayedCompletion, type Usage } from '@naru/inference';
import { EVENT_STREAM, hijacked, RequestInvalid, RetryLater } from '@naru/nest';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

import type { Limiter } from '../limits/limiter.ts';
import type { ServedModels } from '../models/served-models.ts';
import type { UsageBook } from '../usage/usage-book.ts';
import type { AnswerMetrics, AnswerWatch } from './answer-metrics.ts';
import { openAiError } from './openai-error.ts';

export interface CompletionsParts {
  readonly client: ChatClient;
  readonly models: ServedModels;
  readonly limiter: Limiter;
  readonly usage: UsageBook;
  readonly metrics: AnswerMetrics;
  readonly revocations: Revocations;
}

export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

type Body = Readonly<Record<string, unknown>>;

/** Answers of the engine, passed on as the bytes that they are. */
export class CompletionsService implements OnApplicationShutdown {
  readonly #parts: CompletionsParts;
  readonly #underWay = new Set<Promise<void>>();

  constructor(parts: CompletionsParts) {
    this.#parts = parts;
  }

  async answer(person: Principal, body: Body, exchange: Exchange): Promise<void> {
    const answering = this.#answer(person, body, exchange);
    this.#underWay.add(answering);
    try {
      await answering;
    } finally {
      this.#underWay.delete(answering);
    }
  }

  /** By now every connection is closed; what those answers used is counted before it is written for the last time. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  async #answer(person: Principal, body: Body, { reply }: Exchange): Promise<void> {
    const { client, models, limiter, metrics, revocations } = this.#parts;
    const model = models.resolve(modelName(body));
    await limiter.allow(person);
    const leaving = new AbortController();
    const onClose = (): void => {
      if (!reply.raw.writableFinished) leaving.abort();
    };
    reply.raw.once('close', onClose);
    const unwatch = revocations.watch(endedBy(person), leaving);
    const watch = metrics.begin(model.id, 'completion');
    let relayed: RelayedCompletion | undefined;
    try {
      const adapter = model.adapter?.name ?? null;
      relayed = await client.openCompletion(body, { adapter, signal: leaving.signal });
      watch.token();
      const headers = { 'x-adapter-version': model.id, 'content-type': relayed.headers['content-type'] ?? '' };
      const isStream = body['stream'] === true;
      const out = hijacked(reply, isStream ? { ...EVENT_STREAM, ...headers } : headers);
      await pass(relayed, out, isStream);
    } catch (error) {
      if (reply.raw.destroyed) return; // nobody is left to tell
      if (leaving.signal.reason === REVOKED) throw new AppError('auth.failed', 'The key was revoked.');
      throw told(error);
    } finally {
      unwatch();
      reply.raw.off('close', onClose);
      this.#count(person, body, relayed, watch);
    }
  }

  #count(person: Principal, body: Body, relayed: RelayedCompletion | undefined, watch: AnswerWatch): void {
    const used = relayed === undefined ? undefined : usageOf(relayed, body);
    watch.end(used?.completionTokens ?? 0);
    if (used !== undefined) this.#parts.usage.count(person, used);
  }
}

function modelName(body: Body): string | undefined {
  const { model } = body;
  if (model === undefined || model === null) return undefined;
  if (typeof model === 'string') return model;
  throw new AppError('request.invalid', 'model must be the name of a model.');
}

/** Bytes as they come, no faster than the client takes them; where the engine fails midway, an error as the last event. */
function pass({ body }: RelayedCompletion, out: ServerResponse, isStream: boolean): Promise<void> {
  return new Promise((resolve) => {
    body.on('error', (error: unknown) => {
      if (!out.writable) return;
      if (isStream) out.end(`data: ${JSON.stringify(openAiError(error))}\n\n`);
      else out.destroy();
    });
    out.once('close', () => {
      body.destroy();
      resolve();
    });
    body.pipe(out);
  });
}

/** What the engine says it used; where the client left before that, about one token for each event. */
function usageOf({ report }: RelayedCompletion, { messages }: Body): Usage {
  const promptTokens = Math.ceil(Buffer.byteLength(JSON.stringify(messages ?? '')) / 4);
  return report.usage ?? { promptTokens, completionTokens: report.events };
}

/** An engine's refusal with what a client can make use of: the field that is meant, or when to come back. */
function told(error: unknown): unknown {
  if (!(error instanceof EngineError)) return error;
  const { code, message, param, retryAfterMs } = error;
  if (code === 'engine.bad-request' && param !== undefined) {
    return new RequestInvalid([{ field: param, problem: message.replace(`${param} `, '') }]);
  }
  return retryAfterMs === undefined ? error : new RetryLater(code, message, retryAfterMs / 1000);
}
