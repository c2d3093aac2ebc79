import {
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
    const engine = await this.#serving(options);
    // Nothing may come between here and the count, or a drain could miss it.
    return engine.answer(options.adapter ?? null, () => engine.client.openCompletion(body, options));
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
