// Owns following one answer's event stream to its end. Does not know where the text is shown.
import type { Message } from '../api/types.ts';
import type { ServerEvent } from './event-parser.ts';
import { followEvents, type FollowDeps, type FollowEnd } from './follow-events.ts';
import type { StreamEvent } from './live-answer.ts';

export interface FollowListener {
  readonly onEvent: (event: StreamEvent) => void;
  readonly onConnection: (state: 'open' | 'lost') => void;
}

/**
 * Reads the stream until its last event, over reloads, lost networks and restarts of serve.
 * Ends with `gone` when serve does not know the stream (any more), with `left` when the signal fires.
 */
export function followStream(
  streamId: string,
  listener: FollowListener,
  signal: AbortSignal,
  deps: FollowDeps,
): Promise<FollowEnd> {
  const onEvent = (raw: ServerEvent, seq: number, seen: boolean): boolean => {
    const event = streamEvent(raw, seq);
    if (event && (event.kind === 'end' || !seen)) listener.onEvent(event);
    return event?.kind === 'end';
  };
  const path = `/api/streams/${encodeURIComponent(streamId)}`;
  return followEvents(path, { onEvent, onConnection: listener.onConnection }, signal, deps);
}

function streamEvent(raw: ServerEvent, seq: number): StreamEvent | null {
  const data = JSON.parse(raw.data) as { text?: string; turns?: number; message?: Message };
  if (raw.event === 'delta') return { kind: 'delta', seq, text: data.text ?? '' };
  if (raw.event === 'notice') return { kind: 'notice', seq, trimmedTurns: data.turns ?? 0 };
  if ((raw.event === 'done' || raw.event === 'failed') && data.message)
    return { kind: 'end', seq, message: data.message };
  return null;
}
