import type { ChatEvent, Usage } from '../chat-client.ts';

/** An answer read to its end, or to where it broke. */
export interface ReadAnswer {
  readonly text: string;
  readonly finishReason: string | null;
  readonly usage: Usage | null;
  /** What was thrown. */
  readonly error: unknown;
}

export async function readAnswer(events: AsyncIterable<ChatEvent>): Promise<ReadAnswer> {
  let text = '';
  let finishReason: string | null = null;
  let usage: Usage | null = null;
  try {
    for await (const event of events) {
      if (event.type === 'delta') text += event.text;
      if (event.type === 'finish') finishReason = event.reason;
      if (event.type === 'usage') usage = event;
    }
    return { text, finishReason, usage, error: undefined };
  } catch (error) {
    return { text, finishReason, usage, error };
  }
}
