import type { MessageView } from '../messages/message-view.ts';

/**
 * An answer as its readers may see it now. The text itself is the log: a sequence number is a place in it.
 * A notice has the number before the first character, the last event the one after the last.
 */
export interface StreamState {
  /** Where this stream begins in the message's text: more than 0 where an answer is gone on with. */
  readonly base: number;
  readonly text: string;
  readonly trimmedTurns: number;
  /** The message once the answer is over. */
  readonly message: MessageView | null;
}

export interface Frames {
  /** Events as they go over the wire; empty where there is nothing new. */
  readonly bytes: string;
  readonly seq: number;
  /** The last event is among them. */
  readonly isOver: boolean;
}

/** The sequence number that a reader has who has read `length` characters. */
export const seqAt = (length: number): number => length + 1;

/** What a reader who has read up to `seq` (0: nothing) has not seen yet. */
export function framesAfter(state: StreamState, seq: number): Frames {
  const { base, text, trimmedTurns, message } = state;
  const start = seqAt(base);
  const end = Math.max(seqAt(text.length), start);
  let bytes = '';
  if (seq < start && trimmedTurns > 0) bytes += frame(start, 'notice', { kind: 'trimmed', turns: trimmedTurns });
  const from = Math.max(base, Math.min(seq, end) - 1);
  if (from < text.length) bytes += frame(end, 'delta', { text: text.slice(from) });
  if (message !== null) bytes += frame(end + 1, message.status === 'failed' ? 'failed' : 'done', { message });
  const reached = bytes === '' ? seq : end;
  return { bytes, seq: reached, isOver: message !== null };
}

function frame(seq: number, event: string, data: object): string {
  return `id: ${seq}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
