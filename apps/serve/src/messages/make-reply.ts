import { AppError } from '@naru/contracts';
import type { ChatClient, ChatMessage, Usage } from '@naru/inference';

import type { AnswerMetrics } from '../completions/answer-metrics.ts';
import { fitToContext, textOf } from './fit-to-context.ts';
import { keepReply, type KeepReplyParts, type Outcome } from './keep-reply.ts';
import type { ReplyPlan } from './reply-plan.ts';
import { threadTo } from './thread.ts';

export interface MakeReplyParts extends KeepReplyParts {
  readonly client: ChatClient;
  readonly metrics: AnswerMetrics;
}

/** Makes an answer, whoever reads it, and keeps it with what it used. Never rejects: a failure is kept as one. */
export async function makeReply(plan: ReplyPlan, parts: MakeReplyParts): Promise<void> {
  const progress = new Progress();
  const outcome = await answer(plan, parts, progress).catch((error: unknown) =>
    brokenOff(plan, parts, progress, error),
  );
  await keepReply(plan, parts, outcome);
  plan.onEnd?.(outcome.status, progress);
}

class Progress {
  readonly begun = performance.now();
  prompt: readonly ChatMessage[] = [];
  maxTokens: number | null = null;
  ttftMs: number | null = null;
  promptTokens: number | null = null;
  pieces = 0;
  finishReason: string | null = null;
  usage: Usage | null = null;
}

async function answer(plan: ReplyPlan, parts: MakeReplyParts, progress: Progress): Promise<Outcome> {
  const { generation, model, sampling } = plan;
  const { client, metrics } = parts;
  const adapter = model.adapter?.name ?? null;
  const begun = generation.text;
  const thread = plan.thread ?? (await threadTo(parts.database.read, generation.conversationId, plan.questionId));
  const said = thread
    .filter(({ content }) => content !== '')
    .map(({ role, content }): ChatMessage => ({ role, content }));
  const prompt = await fitToContext({
    systemPrompt: plan.systemPrompt,
    said: begun === '' ? said : [...said, { role: 'assistant', content: begun }],
    contextTokens: model.contextTokens,
    maxTokens: sampling.maxTokens,
    countTokens: (messages) => client.countTokens(messages, [], { adapter, signal: generation.signal }),
  });
  progress.prompt = prompt.messages;
  progress.promptTokens = prompt.promptTokens;
  progress.maxTokens = prompt.maxTokens;
  if (prompt.trimmedTurns > 0) generation.trimmed(prompt.trimmedTurns);
  const watch = metrics.begin(model.id, 'conversation');
  try {
    const request = { ...sampling, messages: prompt.messages, maxTokens: prompt.maxTokens, continueLast: begun !== '' };
    for await (const event of client.stream(request, { adapter, signal: generation.signal })) {
      if (event.type === 'delta') {
        progress.ttftMs ??= performance.now() - progress.begun;
        progress.pieces += event.events;
        watch.token();
        generation.append(event.text);
      } else if (event.type === 'finish') progress.finishReason = event.reason;
      else if (event.type === 'usage') progress.usage = event;
    }
  } finally {
    watch.end(progress.usage?.completionTokens ?? progress.pieces);
  }
  return {
    status: 'complete',
    finishReason: progress.finishReason,
    error: null,
    ...(await used(plan, parts, progress)),
  };
}

async function brokenOff(plan: ReplyPlan, parts: MakeReplyParts, progress: Progress, cause: unknown): Promise<Outcome> {
  const { stopReason, messageId, text } = plan.generation;
  const usage = await used(plan, parts, progress);
  if (stopReason !== undefined) {
    return { status: stopReason, finishReason: stopReason === 'stopped' ? 'stop' : null, error: null, ...usage };
  }
  const error =
    cause instanceof AppError ? cause : new AppError('internal', 'The answer could not be made.', { cause });
  parts.log.warn({ err: error, messageId, code: error.code }, 'an answer failed');
  // What came stays, and can be gone on with; where nothing did, there is only the question to ask again.
  return { status: text === '' ? 'failed' : 'interrupted', finishReason: null, error, ...usage };
}

/** What the engine says it used, else our own count of it. */
async function used(
  { model }: ReplyPlan,
  { client }: MakeReplyParts,
  { usage, prompt, promptTokens, pieces }: Progress,
): Promise<Pick<Outcome, 'usage' | 'estimated'>> {
  if (usage !== null) return { usage, estimated: false };
  if (prompt.length === 0 || pieces === 0) return { usage: { promptTokens: 0, completionTokens: 0 }, estimated: true };
  const counted =
    promptTokens ??
    (await client
      .countTokens(prompt, [], { adapter: model.adapter?.name ?? null, timeouts: { wholeMs: 2000 } })
      .catch(() => Math.ceil(Buffer.byteLength(prompt.map(({ content }) => textOf(content)).join('')) / 4)));
  return { usage: { promptTokens: counted, completionTokens: pieces }, estimated: true };
}
