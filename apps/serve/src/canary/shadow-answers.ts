// Owns what a candidate would have answered: asked after the person has their answer, when nobody else waits for one.
import { setTimeout as sleep } from 'node:timers/promises';

import { AppError } from '@naru/contracts';
import { CanaryConversationRow, newId, ShadowAnswerRow, type Database } from '@naru/db';
import type { ChatClient, ChatMessage, ChatRequest } from '@naru/inference';
import type { AppLogger } from '@naru/logging';

import type { CanaryMetrics } from './canary-metrics.ts';
import { valuesOfAnswer } from './measures.ts';

export interface ShadowOf {
  readonly canaryId: string;
  readonly conversationId: string;
  /** The answer that the person got. */
  readonly messageId: string;
  readonly candidate: string;
  /** The same prompt, and the same limit. */
  readonly messages: readonly ChatMessage[];
  readonly request: Omit<ChatRequest, 'messages'>;
}

export interface ShadowAnswersParts {
  readonly database: Database;
  readonly client: ChatClient;
  readonly metrics: CanaryMetrics;
  readonly log: AppLogger['log'];
  /** Answers that people or programs wait for. */
  readonly running: () => number;
}

const MOST_WAITING = 20;
const TRIES = 3;
const POLL_MS = 50;
const LONGEST_WAIT_MS = 60_000;

/** One at a time, and only while nobody waits: an answer that somebody asks for ends it at once. */
export class ShadowAnswers {
  readonly #parts: ShadowAnswersParts;
  readonly #ending = new AbortController();
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(parts: ShadowAnswersParts) {
    this.#parts = parts;
  }

  soon(of: ShadowOf): void {
    if (this.#waiting >= MOST_WAITING) {
      this.#parts.metrics.shadow('dropped');
      return;
    }
    this.#waiting += 1;
    this.#last = this.#last
      .then(() => this.#make(of))
      .catch((error: unknown) => {
        this.#parts.metrics.shadow('failed');
        this.#parts.log.warn({ err: error }, 'a shadow answer was not kept');
      })
      .finally(() => (this.#waiting -= 1));
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#last;
  }

  async #make(of: ShadowOf): Promise<void> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      if (!(await this.#quiet())) break;
      const answer = await this.#answer(of);
      if (answer === undefined) continue; // somebody came
      await this.#keep(of, answer);
      this.#parts.metrics.shadow('kept');
      return;
    }
    this.#parts.metrics.shadow('dropped');
  }

  /** Whether nobody waits for an answer, within a while. */
  async #quiet(): Promise<boolean> {
    const until = performance.now() + LONGEST_WAIT_MS;
    while (this.#parts.running() > 0) {
      if (performance.now() > until || this.#ending.signal.aborted) return false;
      await sleep(POLL_MS);
    }
    return !this.#ending.signal.aborted;
  }

  /** Undefined: it was ended for somebody who waits. */
  async #answer({ candidate, messages, request }: ShadowOf): Promise<Answer | undefined> {
    const leaving = new AbortController();
    const watch = setInterval(() => {
      if (this.#parts.running() > 0 || this.#ending.signal.aborted) leaving.abort();
    }, POLL_MS);
    const begun = performance.now();
    const answer = {
      content: '',
      finishReason: null as string | null,
      errorCode: null as string | null,
      ttftMs: null as number | null,
    };
    try {
      const call = { adapter: candidate, signal: leaving.signal };
      for await (const event of this.#parts.client.stream({ ...request, messages }, call)) {
        if (event.type === 'delta') {
          answer.ttftMs ??= Math.round(performance.now() - begun);
          answer.content += event.text;
        } else if (event.type === 'finish') answer.finishReason = event.reason;
      }
    } catch (error) {
      if (leaving.signal.aborted) return undefined;
      answer.errorCode = error instanceof AppError ? error.code : 'internal';
    } finally {
      clearInterval(watch);
    }
    return { ...answer, durationMs: Math.round(performance.now() - begun) };
  }

  async #keep({ canaryId, conversationId, messageId, candidate }: ShadowOf, answer: Answer): Promise<void> {
    const now = Date.now();
    const values = valuesOfAnswer({ ...answer, status: answer.errorCode === null ? 'complete' : 'failed' });
    const counted = {
      ...{ id: newId(now), canaryId, conversationId, messageId, side: 'candidate' as const, begunAt: now },
      ...{ ttftMs: answer.ttftMs, answer: values, reaction: {}, closedAt: now },
    };
    const kept = { ...answer, id: newId(now), canaryId, messageId, model: candidate, createdAt: now };
    await this.#parts.database.write(async (manager) => {
      await manager.createQueryBuilder().insert().into(ShadowAnswerRow).values(kept).orIgnore().execute();
      await manager.createQueryBuilder().insert().into(CanaryConversationRow).values(counted).orIgnore().execute();
    });
  }
}

interface Answer {
  readonly content: string;
  readonly finishReason: string | null;
  readonly errorCode: string | null;
  readonly ttftMs: number | null;
  readonly durationMs: number;
}
