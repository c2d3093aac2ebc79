// Owns how an answer's text grows out of stream events: nothing lost, nothing doubled.
// Does not know how the events arrive.
import type { Message } from '../api/types.ts';

export type StreamEvent =
  | { readonly kind: 'delta'; readonly seq: number; readonly text: string }
  | { readonly kind: 'notice'; readonly seq: number; readonly trimmedTurns: number }
  | { readonly kind: 'end'; readonly seq: number; readonly message: Message };

export interface LiveAnswer {
  /** What stood there before this stream began (an answer that is being continued). */
  readonly base: string;
  /** What this stream has brought, from its first event on. */
  readonly streamed: string;
  /** The sequence number of the last event taken; 0 before the first. */
  readonly seq: number;
  readonly trimmedTurns: number;
  /** The finished message, once the last event has come. */
  readonly message: Message | null;
}

export function beginAnswer(base: string): LiveAnswer {
  return { base, streamed: '', seq: 0, trimmedTurns: 0, message: null };
}

/** An event that was seen already, or that comes after the last one, changes nothing. */
export function advance(answer: LiveAnswer, event: StreamEvent): LiveAnswer {
  if (answer.message !== null) return answer;
  if (event.seq <= answer.seq && event.kind !== 'end') return answer;
  const seq = Math.max(event.seq, answer.seq);
  switch (event.kind) {
    case 'delta':
      return { ...answer, seq, streamed: answer.streamed + event.text };
    case 'notice':
      return { ...answer, seq, trimmedTurns: event.trimmedTurns };
    case 'end':
      return { ...answer, seq, message: event.message };
  }
}

/**
 * The text to show. After a reload the stream is replayed from its start while the page already
 * has what was stored: the longer of the two is shown, so that the text never shrinks.
 */
export function shownText(answer: LiveAnswer, stored: string): string {
  if (answer.message !== null) return answer.message.content;
  const grown = answer.base + answer.streamed;
  return grown.length >= stored.length ? grown : stored;
}
