import type {
  CallOptions,
  ChatClient,
  ChatEvent,
  ChatMessage,
  ChatRequest,
  CompletionBody,
  EngineModel,
  RelayedCompletion,
  Tool,
} from '../chat-client.ts';
import { EngineError, isPassing } from '../engine-error.ts';
import { streamEvents } from '../stream-events.ts';
import { DEFAULT_BREAKER, type BreakerOptions } from './breaker.ts';
import { answerBy, DEFAULT_RETRY, wait, waitBefore, type RetryOptions } from './patience.ts';
import { PoolMember, type MemberStatus } from './pool-member.ts';

export interface EnginePoolOptions {
  readonly retry?: Partial<RetryOptions> | undefined;
  readonly breaker?: Partial<BreakerOptions> | undefined;
  /** Told before each further try. */
  readonly onRetry?: ((error: EngineError, engine: string) => void) | undefined;
}

export interface EnginePool extends ChatClient {
  status(): readonly MemberStatus[];
}

/**
 * Several engines, or one, as one client: each request goes to the engine with the least to do that is not left alone,
 * and to another, or again after a while, where it fails before its first byte. Never after it.
 */
export function createEnginePool(engines: readonly ChatClient[], options: EnginePoolOptions = {}): EnginePool {
  return new Pool(engines, options);
}

class Pool implements EnginePool {
  readonly name: string;
  readonly #members: readonly PoolMember[];
  readonly #retry: RetryOptions;
  readonly #onRetry: EnginePoolOptions['onRetry'];

  constructor(engines: readonly ChatClient[], { retry, breaker, onRetry }: EnginePoolOptions) {
    this.name = engines.map(({ name }) => name).join(', ');
    this.#members = engines.map((client) => new PoolMember(client, { ...DEFAULT_BREAKER, ...breaker }));
    this.#retry = { ...DEFAULT_RETRY, ...retry };
    this.#onRetry = onRetry;
  }

  stream(request: ChatRequest, options: CallOptions = {}): AsyncGenerator<ChatEvent, void, undefined> {
    return streamEvents(this, request, options);
  }

  openCompletion(body: CompletionBody, options: CallOptions = {}): Promise<RelayedCompletion> {
    const bounded = { ...options, answerBy: answerBy(body, options) };
    return this.#patiently(bounded, (member) => member.openCompletion(body, bounded));
  }

  countTokens(
    messages: readonly ChatMessage[],
    tools: readonly Tool[] = [],
    options: CallOptions = {},
  ): Promise<number> {
    return this.#patiently(options, (member) => member.run((client) => client.countTokens(messages, tools, options)));
  }

  tokenize(text: string, options: CallOptions = {}): Promise<readonly number[]> {
    return this.#patiently(options, (member) => member.run((client) => client.tokenize(text, options)));
  }

  /** What any of the engines serves. */
  async models(options: CallOptions = {}): Promise<readonly EngineModel[]> {
    const told = await Promise.allSettled(
      this.#members.map((member) => member.run((client) => client.models(options))),
    );
    const found = told.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    const failed = told.find((answer) => answer.status === 'rejected');
    if (found.length === 0 && failed !== undefined) throw failed.reason;
    return [...new Map(found.map((model) => [model.id, model])).values()];
  }

  /** Well where one engine is. */
  async canary(options: CallOptions = {}): Promise<void> {
    const canaries = this.#members.map((member) => member.run((client) => client.canary(options)));
    await Promise.any(canaries).catch((error: unknown) => {
      throw (error as AggregateError).errors[0];
    });
  }

  status(): readonly MemberStatus[] {
    return this.#members.map((member) => member.status());
  }

  async close(): Promise<void> {
    await Promise.all(this.#members.map((member) => member.close()));
  }

  async #patiently<T>(options: CallOptions, work: (member: PoolMember) => Promise<T>): Promise<T> {
    const tried = new Set<PoolMember>();
    for (let tries = 1; ; tries += 1) {
      const member = this.#next(tried);
      try {
        return await work(member);
      } catch (error) {
        tried.add(member);
        const elsewhere = this.#members.some((other) => !tried.has(other) && other.isOpenToRequests);
        const leftMs = (options.answerBy ?? Infinity) - performance.now();
        if (elsewhere && leftMs > 0 && isPassingElsewhere(error)) continue;
        const waitMs = waitBefore(tries, error, this.#retry);
        if (waitMs === undefined || waitMs >= leftMs) throw error;
        this.#onRetry?.(error as EngineError, member.status().engine);
        await wait(waitMs, options.signal);
        tried.clear();
      }
    }
  }

  #next(tried: ReadonlySet<PoolMember>): PoolMember {
    const open = this.#members.filter((member) => member.isOpenToRequests);
    const fresh = open.filter((member) => !tried.has(member));
    const [least] = (fresh.length > 0 ? fresh : open).sort((one, other) => one.running - other.running);
    if (least !== undefined) return least;
    const retryAfterMs = Math.min(...this.#members.map((member) => member.waitMs));
    throw new EngineError('engine.unreachable', `No engine answers: ${this.name} failed several times in a row.`, {
      hint: 'It is asked again by itself; see its log.',
      retryAfterMs: Math.max(1000, retryAfterMs),
    });
  }
}

/** What one engine refuses another may take: it may have the adapter, or the room. */
function isPassingElsewhere(error: unknown): boolean {
  return isPassing(error) || (error instanceof EngineError && error.code === 'engine.model-unknown');
}
