// Owns asking many requests: each once, several at a time, within a budget, again where it failed in passing. Does not
// know what the requests are about.
import { AppError } from '@naru/contracts';

import { keyOf } from '../build/key-of.ts';
import type { AnswerLog, KeptAnswer } from './answer-log.ts';
import { ModelFault, type ChatModel, type ModelRequest, type TokensUsed } from './chat-model.ts';
import { UNREACHABLE } from './faults.ts';
import { patiently } from './patience.ts';
import type { TokenBudget } from './token-budget.ts';

export interface Asked {
  readonly request: ModelRequest;
  /** Kept with the answer. */
  readonly about?: string;
}

/** What came of a request. */
export type Outcome =
  | { readonly kind: 'answered'; readonly text: string; readonly finishReason: string }
  /** Beyond the budget. */
  | { readonly kind: 'unasked' }
  | { readonly kind: 'failed'; readonly reason: string };

export interface AskerOptions {
  readonly model: ChatModel;
  readonly log: AnswerLog;
  readonly budget: TokenBudget;
  readonly concurrency: number;
  readonly signal: AbortSignal;
}

/** Failures in a row, each after all its tries, that end the whole: the endpoint is gone. */
const MOST_FAILURES = 5;

export class Asker {
  /** Requests whose answer did not say what it cost: their tokens are estimated. */
  uncounted = 0;
  readonly #options: AskerOptions;
  #failuresInARow = 0;
  #hasAnswered = false;

  constructor(options: AskerOptions) {
    this.#options = options;
  }

  get model(): string {
    return this.#options.model.name;
  }

  /**
   * The outcomes in the order of the requests. What is known costs nothing and is counted first, so that a run that goes
   * on has the budget that it would have had.
   *
   * @throws AppError where no request can succeed, AbortError when stopped
   */
  async ask(asked: readonly Asked[], onDone: () => void = () => undefined): Promise<Outcome[]> {
    const { log, budget, concurrency, signal } = this.#options;
    const outcomes: Outcome[] = asked.map(() => ({ kind: 'unasked' }));
    const places = new Map<string, number[]>();
    for (const [at, { request }] of asked.entries()) {
      const key = this.#keyOf(request);
      places.set(key, [...(places.get(key) ?? []), at]);
    }
    const settle = (key: string, outcome: Outcome): void => {
      for (const at of places.get(key) ?? []) outcomes[at] = outcome;
      for (const _ of places.get(key) ?? []) onDone();
    };
    const pending: string[] = [];
    for (const key of places.keys()) {
      const known = log.find(key);
      if (known === undefined) pending.push(key);
      else {
        budget.spend(known.usage);
        settle(key, answeredBy(known));
      }
    }
    const next = pending.values();
    const line = async (): Promise<void> => {
      for (const key of next) {
        signal.throwIfAborted();
        const one = asked[places.get(key)?.[0] ?? -1];
        if (one !== undefined) settle(key, await this.#askOne(key, one));
      }
    };
    await allOrFirstFault(Array.from({ length: Math.min(concurrency, pending.length) }, line));
    return outcomes;
  }

  #keyOf({ shape, ...request }: ModelRequest): string {
    return keyOf({ model: this.model, ...request, shape: shape?.name });
  }

  async #askOne(key: string, { request, about }: Asked): Promise<Outcome> {
    const { budget, log, model, signal } = this.#options;
    const { firstAttempts, ...patience } = model.patience;
    const attempts = this.#hasAnswered ? patience.attempts : firstAttempts;
    const most = mostTokens(request);
    if (!(await budget.hold(most))) return { kind: 'unasked' };
    try {
      const reply = await patiently(() => model.reply(request, signal), { ...patience, attempts }, signal);
      this.#hasAnswered = true;
      this.#failuresInARow = 0;
      if (reply.usage === undefined) this.uncounted += 1;
      const usage = reply.usage ?? estimated(request, reply.text);
      const { text, finishReason } = reply;
      const answer = { key, text, finishReason, usage, ...(about !== undefined && { about }) };
      budget.spend(usage);
      await log.keep(answer);
      return answeredBy(answer);
    } catch (error) {
      return this.#failed(error);
    } finally {
      budget.release(most);
    }
  }

  #failed(error: unknown): Outcome {
    if (!(error instanceof ModelFault)) throw error;
    if (error.kind === 'passing') {
      this.#failuresInARow += 1;
      if (error.message === UNREACHABLE || this.#failuresInARow >= MOST_FAILURES) throw this.#gone(error);
    }
    return { kind: 'failed', reason: error.message };
  }

  #gone(error: ModelFault): AppError {
    const { place } = this.#options.model;
    const [code, start] =
      error.message === UNREACHABLE
        ? ([
            'engine.unreachable',
            'Start it (npx nx run serve:engine), or name another with OPENAI_BASE_URL. ',
          ] as const)
        : (['engine.failed', ''] as const);
    return new AppError(code, `${place} ${error.message}.`, {
      hint: `${start}What was answered is kept: the same command goes on from there.`,
      cause: error,
    });
  }
}

/** Waits until none is under way any more, then throws what the first one threw. */
async function allOrFirstFault(lines: readonly Promise<void>[]): Promise<void> {
  const settled = await Promise.allSettled(lines);
  const fault = settled.find((each) => each.status === 'rejected');
  if (fault !== undefined) throw fault.reason;
}

const answeredBy = ({ text, finishReason }: KeptAnswer): Outcome => ({ kind: 'answered', text, finishReason });

// Two characters of English, and two of the three bytes of a syllable, cost at most about a token in the vocabularies
// that models have; the template adds a few to each turn.
const BYTES_PER_TOKEN = 2;
const TURN_TOKENS = 8;

const tokensOf = (text: string): number => Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);

const promptTokens = ({ turns }: ModelRequest): number =>
  turns.reduce((sum, { content }) => sum + tokensOf(content) + TURN_TOKENS, TURN_TOKENS);

const mostTokens = (request: ModelRequest): number => promptTokens(request) + request.maxTokens;

const estimated = (request: ModelRequest, text: string): TokensUsed => ({
  prompt: promptTokens(request),
  completion: Math.min(request.maxTokens, tokensOf(text)),
});
