import type { ChatClient } from '@naru/inference';

import type { Answer } from './answer-log.ts';

export interface Sampling {
  readonly temperature: 0;
  readonly seed: number;
  readonly maxNewTokens: number;
}

export interface Asked {
  readonly client: ChatClient;
  /** Name of a loaded adapter; null: the base model. */
  readonly adapter: string | null;
  readonly sampling: Sampling;
  readonly signal: AbortSignal;
}

/**
 * One answer, greedy.
 *
 * @throws AppError `engine.*`
 */
export async function answerPrompt(prompt: string, { client, adapter, sampling, signal }: Asked): Promise<Answer> {
  const { seed, temperature, maxNewTokens } = sampling;
  const request = {
    messages: [{ role: 'user' as const, content: prompt }],
    ...{ seed, temperature, maxTokens: maxNewTokens },
  };
  const began = performance.now();
  let [text, finishReason, tokens, events, ttftMs] = ['', '', 0, 0, 0];
  for await (const event of client.stream(request, { adapter, signal })) {
    if (event.type === 'delta') {
      if (events === 0) ttftMs = performance.now() - began;
      events += event.events;
      text += event.text;
    } else if (event.type === 'finish') finishReason = event.reason;
    else if (event.type === 'usage') tokens = event.completionTokens;
  }
  const ms = performance.now() - began;
  return { text, finishReason, ms: rounded(ms), ttftMs: rounded(ttftMs || ms), tokens: tokens || events };
}

const rounded = (ms: number): number => Math.round(ms * 10) / 10;
