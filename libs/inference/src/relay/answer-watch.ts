import type { FinishReason, RelayReport, Usage } from '../chat-client.ts';
import { EngineError, errorIn, refusal } from '../engine-error.ts';
import { SseDecoder } from '../sse.ts';
import { eachEvent, WholeEvents } from './whole-events.ts';

// An event without these is a piece of the answer and passes unread: parsing each costs more than passing it on.
const WORTH_READING = /"finish_reason"\s*:\s*"|"usage"\s*:\s*\{|"error"\s*:|\[DONE\]/;
const EVENT = /^data:/gm;
const NEWLINE = 0x0a;
const DONE = Buffer.from('data: [DONE]\n\n');

interface Chunk {
  readonly choices?: readonly { readonly finish_reason?: FinishReason | null }[];
  readonly usage?: { readonly prompt_tokens?: number; readonly completion_tokens?: number } | null;
  readonly error?: unknown;
}

/** Watches a streamed answer go by: what it reports, and whether it may be believed. */
export class AnswerWatch {
  readonly report: { -readonly [K in keyof RelayReport]: RelayReport[K] } = {
    finishReason: null,
    usage: null,
    events: 0,
  };
  /** What is wrong with the answer behind that part of it that was taken last. */
  failure: unknown = undefined;
  readonly #engine: string;
  readonly #passUsage: boolean;
  readonly #whole = new WholeEvents();
  readonly #decoder = new SseDecoder();
  #done = false;

  /** @param options `passUsage`: the caller asked for usage; else the event that only we asked for is taken out */
  constructor(engine: string, { passUsage }: { readonly passUsage: boolean }) {
    this.#engine = engine;
    this.#passUsage = passUsage;
  }

  /**
   * What of the bytes so far can be passed on.
   *
   * @throws EngineError `engine.*` where the engine says that it failed, or ends without a finish reason
   */
  take(chunk: Buffer): Buffer | undefined {
    if (this.#isOneUnread(chunk)) {
      this.report.events += 1;
      return chunk;
    }
    const whole = this.#whole.take(chunk);
    if (whole === undefined || this.#done) return undefined;
    const text = whole.toString('latin1');
    if (!WORTH_READING.test(text)) {
      const events = text.match(EVENT)?.length ?? 0;
      this.report.events += events;
      return events === 0 ? undefined : whole; // comments keep the engine's connection open, not ours
    }
    const passed: Buffer[] = [];
    try {
      for (const event of eachEvent(whole)) if (this.#passes(event)) passed.push(event);
    } catch (error) {
      if (passed.length === 0) throw error;
      this.failure = error;
    }
    return passed.length === 0 ? undefined : Buffer.concat(passed);
  }

  /**
   * The engine ended its answer.
   *
   * @returns what is missing at the end of it
   * @throws EngineError `engine.failed` where the answer is not whole
   */
  end(): Buffer | undefined {
    if (this.#done) return undefined;
    if (this.report.finishReason === null || this.#whole.isCut) throw this.#brokenOff();
    this.#done = true;
    return DONE;
  }

  /** Whether the answer is whole, whatever happens to the connection now. */
  get isComplete(): boolean {
    return this.#done || this.report.finishReason !== null;
  }

  /** Nearly every chunk is one piece of the answer, whole, on one line: seen with as few looks at its bytes as can be. */
  #isOneUnread(chunk: Buffer): boolean {
    const line = chunk.length - 2;
    if (chunk[line] !== NEWLINE || chunk[line + 1] !== NEWLINE || this.#whole.holdsAny || this.#done) return false;
    const text = chunk.toString('latin1');
    return text.startsWith('data:') && text.indexOf('\n') === line && !WORTH_READING.test(text);
  }

  #passes(event: Buffer): boolean {
    const [data] = this.#decoder.feed(event);
    if (data === undefined) return true;
    if (this.#done) return false;
    if (data === '[DONE]') {
      if (this.report.finishReason === null) throw this.#brokenOff();
      this.#done = true;
      return true;
    }
    return this.#read(parsedChunk(this.#engine, data));
  }

  #read(chunk: Chunk): boolean {
    if (chunk.error !== undefined && chunk.error !== null) {
      throw refusal(this.#engine, errorIn(chunk).status || 500, chunk);
    }
    const choices = chunk.choices ?? [];
    this.report.finishReason ??= choices.find((choice) => choice.finish_reason)?.finish_reason ?? null;
    this.report.usage = usageIn(chunk) ?? this.report.usage;
    if (choices.length > 0) this.report.events += 1;
    return choices.length > 0 || this.#passUsage;
  }

  #brokenOff(): EngineError {
    return new EngineError('engine.failed', `${this.#engine} ended its answer without a finish reason.`);
  }
}

/** @throws EngineError `engine.failed` for what is no JSON object */
export function parsedChunk(engine: string, data: string): object {
  try {
    const parsed: unknown = JSON.parse(data);
    if (typeof parsed === 'object' && parsed !== null) return parsed;
  } catch {
    // told below
  }
  throw new EngineError('engine.failed', `${engine} sent an event that is no JSON object.`);
}

export function usageIn({ usage }: Pick<Chunk, 'usage'>): Usage | null {
  if (typeof usage?.prompt_tokens !== 'number') return null;
  return { promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens ?? 0 };
}
