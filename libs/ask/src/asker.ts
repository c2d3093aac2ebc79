// Owns asking many requests: each once, several at a time, within a budget, again where it failed in passing. Does not
// know what the requests are about.
import { AppError } from '@naru/contracts';
import { keyOf } from '@naru/files';

import type { AnswerLog, KeptAnswer } from './answer-log.ts';
import { ModelFault, type ChatModel, type ModelReply, type ModelRequest } from './chat-model.ts';
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
    const { log, concurrency, signal } = this.#options;
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
        this.#count(known);
        settle(key, answeredBy(known));
      }
    }
    await severalAtOnce(pending, concurrency, async (key) => {
      signal.throwIfAborted();
      const one = asked[places.get(key)?.[0] ?? -1];
      if (one !== undefined) settle(key, await this.#askOne(key, one));
    });
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
      const answer = { key, ...counted(reply, request), ...(about !== undefined && { about }) };
      this.#count(answer);
      await log.keep(answer);
      return answeredBy(answer);
    } catch (error) {
      return this.#failed(error);
    } finally {
      budget.release(most);
    }
  }

  #count({ usage, estimated }: KeptAnswer): void {
    this.#options.budget.spend(usage);
    if (estimated === true) this.uncounted += 1;
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

/** After a throw none begins any more; those under way are waited for. @throws what the first one threw */
async function severalAtOnce<T>(items: readonly T[], most: number, act: (item: T) => Promise<void>): Promise<void> {
  const next = items.values();
  const faults: unknown[] = [];
  const line = async (): Promise<void> => {
    for (const item of next) {
      if (faults.length > 0) return;
      await act(item).catch((error: unknown) => faults.push(error));
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, line));
  if (faults.length > 0) throw faults[0];
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

function counted({ text, finishReason, usage }: ModelReply, request: ModelRequest): Omit<KeptAnswer, 'key'> {
  if (usage !== undefined) return { text, finishReason, usage };
  const completion = Math.min(request.maxTokens, tokensOf(text));
  return { text, finishReason, usage: { prompt: promptTokens(request), completion }, estimated: true };
}
