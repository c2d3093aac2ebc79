import { AppError } from '@naru/contracts';
import type { ChatMessage } from '@naru/inference';

export interface Prompt {
  readonly messages: readonly ChatMessage[];
  /** Old turns that were left out: a turn is a question and its answer. */
  readonly trimmedTurns: number;
  readonly maxTokens: number;
  /** null: it was plain without counting that the prompt fits. */
  readonly promptTokens: number | null;
}

export interface ContextBudget {
  readonly systemPrompt: string | null;
  /** Ends with the question, or with the beginning of the answer. */
  readonly said: readonly ChatMessage[];
  readonly contextTokens: number;
  readonly maxTokens: number | undefined;
  /** By the engine's own template and tokenizer. */
  readonly countTokens: (messages: readonly ChatMessage[]) => Promise<number>;
}

/** Tokens that an answer may have where nobody said how many. */
const USUAL_ANSWER = 1024;
/** A template's own tokens: for each message, and once. */
const TEMPLATE_PER_MESSAGE = 16;
const TEMPLATE_ONCE = 128;

/**
 * A prompt that leaves room for the answer: the oldest turns are left out until it does. The system prompt and the last
 * question always stay.
 *
 * @throws AppError `engine.context-full` where they alone are too long
 */
export async function fitToContext(budget: ContextBudget): Promise<Prompt> {
  const { said, contextTokens, countTokens } = budget;
  const maxTokens = Math.min(budget.maxTokens ?? USUAL_ANSWER, Math.max(1, Math.floor(contextTokens / 2)));
  const room = contextTokens - maxTokens;
  const starts = turnStarts(said);
  const without = (turns: number): ChatMessage[] => withSystem(budget.systemPrompt, said.slice(starts[turns] ?? 0));
  if (surelyFits(without(0), room)) return { messages: without(0), trimmedTurns: 0, maxTokens, promptTokens: null };
  const counted = new Map<number, number>();
  const fits = async (turns: number): Promise<boolean> => {
    const tokens = await countTokens(without(turns));
    counted.set(turns, tokens);
    return tokens <= room;
  };
  const last = starts.length - 1;
  const trimmedTurns = await firstThat(fits, last);
  const promptTokens = counted.get(trimmedTurns) ?? (await countTokens(without(trimmedTurns)));
  if (promptTokens >= contextTokens) {
    throw new AppError(
      'engine.context-full',
      `The question has ${promptTokens} tokens with its system prompt; the model takes ${contextTokens}, answer included.`,
      { hint: 'Shorten the question or the system prompt.' },
    );
  }
  const left = contextTokens - promptTokens;
  return { messages: without(trimmedTurns), trimmedTurns, maxTokens: Math.min(maxTokens, left), promptTokens };
}

/** Where each turn begins: at a person's message. */
function turnStarts(said: readonly ChatMessage[]): number[] {
  const starts = said.flatMap(({ role }, index) => (role === 'user' ? [index] : []));
  return starts.length === 0 ? [0] : [0, ...starts.slice(1)];
}

function withSystem(systemPrompt: string | null, said: readonly ChatMessage[]): ChatMessage[] {
  return systemPrompt === null || systemPrompt === ''
    ? [...said]
    : [{ role: 'system', content: systemPrompt }, ...said];
}

// No tokenizer of ours makes more tokens than bytes: what is short enough by that needs no counting.
function surelyFits(messages: readonly ChatMessage[], room: number): boolean {
  const bytes = messages.reduce((sum, { content }) => sum + Buffer.byteLength(textOf(content)), 0);
  return bytes + messages.length * TEMPLATE_PER_MESSAGE + TEMPLATE_ONCE <= room;
}

export function textOf(content: ChatMessage['content']): string {
  return typeof content === 'string' ? content : (content ?? []).map(({ text }) => text).join('');
}

/** The least number up to `last` that passes, by halving; `last` where none does. */
async function firstThat(passes: (turns: number) => Promise<boolean>, last: number): Promise<number> {
  let low = 0;
  let high = last;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (await passes(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
