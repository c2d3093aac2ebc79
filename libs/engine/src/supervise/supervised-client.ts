import {
  answerBy,
  EngineError,
  streamEvents,
  type CallOptions,
  type ChatClient,
  type ChatEvent,
  type ChatMessage,
  type ChatRequest,
  type CompletionBody,
  type EngineModel,
  type RelayedCompletion,
  type Tool,
} from '@naru/inference';

/** What answers now. */
export interface ServingEngine {
  readonly client: ChatClient;
  serves(adapter: string): boolean;
  /** Whether its process is over, or just about to be; not there: nothing is known of a process. */
  hasEnded?(): Promise<boolean>;
  /** Counts an answer from its request to its end. */
  answer(adapter: string | null, open: () => Promise<RelayedCompletion>): Promise<RelayedCompletion>;
}

/** Gives the engine that is ready, or waits a while for one. */
export type Ready = (signal: AbortSignal | undefined) => Promise<ServingEngine>;

/** The client of whichever process is ready: it outlives them all. */
export class SupervisedClient implements ChatClient {
  readonly name: string;
  readonly #ready: Ready;

  constructor(name: string, ready: Ready) {
    this.name = name;
    this.#ready = ready;
  }

  stream(request: ChatRequest, options: CallOptions = {}): AsyncGenerator<ChatEvent, void, undefined> {
    return streamEvents(this, request, options);
  }

  async openCompletion(body: CompletionBody, options: CallOptions = {}): Promise<RelayedCompletion> {
    const bounded = { ...options, answerBy: answerBy(body, options) };
    const engine = await this.#serving(options);
    try {
      return await answered(engine, body, bounded);
    } catch (error) {
      if (!(await isGone(engine, error)) || performance.now() >= bounded.answerBy) throw error;
    }
    // Once, and no more: it may be this very request that the process died of.
    return answered(await this.#serving(options), body, bounded);
  }

  async countTokens(
    messages: readonly ChatMessage[],
    tools?: readonly Tool[],
    options: CallOptions = {},
  ): Promise<number> {
    return (await this.#serving(options)).client.countTokens(messages, tools, options);
  }

  async tokenize(text: string, options: CallOptions = {}): Promise<readonly number[]> {
    return (await this.#serving(options)).client.tokenize(text, options);
  }

  async models(options: CallOptions = {}): Promise<readonly EngineModel[]> {
    const engine = await this.#ready(options.signal);
    const found = await engine.client.models(options);
    return found.filter(({ id, kind }) => kind === 'base' || engine.serves(id));
  }

  async canary(options: CallOptions = {}): Promise<void> {
    await (await this.#serving(options)).client.canary(options);
  }

  /** The processes are their supervisor's to end. */
  close(): Promise<void> {
    return Promise.resolve();
  }

  async #serving({ adapter, signal }: CallOptions): Promise<ServingEngine> {
    const engine = await this.#ready(signal);
    if (adapter === undefined || adapter === null || engine.serves(adapter)) return engine;
    throw new EngineError('engine.model-unknown', `The adapter ${adapter} is not served.`, { param: 'model' });
  }
}

// Nothing may come between the engine's choice and the count, or a drain could miss it.
function answered(engine: ServingEngine, body: CompletionBody, call: CallOptions): Promise<RelayedCompletion> {
  return engine.answer(call.adapter ?? null, () => engine.client.openCompletion(body, call));
}

const BROKEN: ReadonlySet<string> = new Set(['engine.unreachable', 'engine.failed']);

/** Whether the process that was asked has ended before it gave a byte of the answer: the one after it may be asked. */
async function isGone(engine: ServingEngine, error: unknown): Promise<boolean> {
  return error instanceof EngineError && BROKEN.has(error.code) && (await engine.hasEnded?.()) === true;
}
