import type { CallOptions, ChatClient, CompletionBody, RelayedCompletion } from '../chat-client.ts';
import { EngineError } from '../engine-error.ts';
import { Breaker, type BreakerOptions, type BreakerState } from './breaker.ts';

/** How an engine of the pool does. */
export interface MemberStatus {
  readonly engine: string;
  readonly breaker: BreakerState;
  /** Answers under way. */
  readonly running: number;
}

/** An engine of a pool: what it has to do, and whether it is left alone. */
export class PoolMember {
  running = 0;
  readonly #client: ChatClient;
  readonly #breaker: Breaker;

  constructor(client: ChatClient, options: BreakerOptions) {
    this.#client = client;
    this.#breaker = new Breaker(options, () => client.canary());
  }

  get isOpenToRequests(): boolean {
    return this.#breaker.state === 'closed';
  }

  get waitMs(): number {
    return this.#breaker.waitMs;
  }

  status(): MemberStatus {
    return { engine: this.#client.name, breaker: this.#breaker.state, running: this.running };
  }

  /** An answer counts as a success when it has ended well. */
  async openCompletion(asked: CompletionBody, options: CallOptions): Promise<RelayedCompletion> {
    this.running += 1;
    const done = (error?: unknown): void => {
      this.running -= 1;
      this.#judge(error);
    };
    try {
      const relayed = await this.#client.openCompletion(asked, options);
      const { body } = relayed;
      const onClose = (): void => done(body.errored ?? undefined);
      if (body.closed) onClose();
      else body.once('close', onClose);
      return relayed;
    } catch (error) {
      done(error);
      throw error;
    }
  }

  async run<T>(work: (client: ChatClient) => Promise<T>): Promise<T> {
    try {
      const result = await work(this.#client);
      return result;
    } catch (error) {
      this.#judge(error);
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#breaker.stop();
    await this.#client.close();
  }

  // A bad request, a full queue or a caller who left say nothing of an engine's health.
  #judge(error: unknown): void {
    if (error === undefined) this.#breaker.succeeded();
    else if (error instanceof EngineError && ILL.has(error.code)) this.#breaker.failed();
  }
}

const ILL: ReadonlySet<string> = new Set(['engine.unreachable', 'engine.failed', 'engine.timeout']);
