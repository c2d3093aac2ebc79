// Owns following one answer's event stream to its end over reloads, lost networks and restarts of serve.
// Does not know where the text is shown.
import { ApiError } from '../api/api-error.ts';
import type { Message } from '../api/types.ts';
import { eventParser, type ServerEvent } from './event-parser.ts';
import type { StreamEvent } from './live-answer.ts';

export interface FollowDeps {
  readonly open: (path: string, headers: Record<string, string>, signal: AbortSignal) => Promise<Response>;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** A number from 0 up to 1, so that many pages do not come back at the same moment. */
  readonly random: () => number;
}

export interface FollowListener {
  readonly onEvent: (event: StreamEvent) => void;
  readonly onConnection: (state: 'open' | 'lost') => void;
}

export type FollowEnd = 'ended' | 'gone' | 'left';

const FIRST_DELAY_MS = 300;
const LONGEST_DELAY_MS = 15_000;
/** Serve sends a heartbeat each 15 s; three missed ones mean that the connection is dead. */
const SILENCE_MS = 45_000;

/**
 * Reads the stream until its last event, connecting again after the last sequence number taken.
 * Ends with `gone` when serve does not know the stream (any more), with `left` when the signal fires.
 */
export async function followStream(
  streamId: string,
  listener: FollowListener,
  signal: AbortSignal,
  deps: FollowDeps,
): Promise<FollowEnd> {
  let seq = 0;
  let failures = 0;
  const take = (event: StreamEvent): void => {
    failures = 0;
    if (event.kind !== 'end' && event.seq <= seq) return;
    seq = Math.max(seq, event.seq);
    listener.onEvent(event);
  };
  while (!signal.aborted) {
    try {
      if (await readOnce({ streamId, after: seq, take, listener, signal }, deps)) return 'ended';
    } catch (error) {
      if (left(signal)) return 'left';
      if (error instanceof ApiError && isFinal(error.status)) return 'gone';
    }
    listener.onConnection('lost');
    await deps.wait(delayMs(failures++, deps.random()), signal);
  }
  return 'left';
}

export function delayMs(failures: number, random: number): number {
  const longest = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** failures);
  return longest / 2 + (longest / 2) * random;
}

/** Asked again after every pause; the compiler believes that it cannot have changed. */
function left(signal: AbortSignal): boolean {
  return signal.aborted;
}

function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 429;
}

interface Attempt {
  readonly streamId: string;
  readonly after: number;
  readonly take: (event: StreamEvent) => void;
  readonly listener: FollowListener;
  readonly signal: AbortSignal;
}

async function readOnce(attempt: Attempt, deps: FollowDeps): Promise<boolean> {
  const { streamId, after, take, listener } = attempt;
  const silence = new AbortController();
  const signal = AbortSignal.any([attempt.signal, silence.signal]);
  const path = `/api/streams/${encodeURIComponent(streamId)}${after > 0 ? `?after=${after}` : ''}`;
  const response = await deps.open(path, after > 0 ? { 'last-event-id': String(after) } : {}, signal);
  listener.onConnection('open');
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) return false;
  const parse = eventParser();
  try {
    for (;;) {
      const timer = setTimeout(() => silence.abort(), SILENCE_MS);
      const { done, value } = await reader.read().finally(() => clearTimeout(timer));
      if (done) return false;
      for (const raw of parse(value)) {
        const event = streamEvent(raw, after);
        if (event) take(event);
        if (event?.kind === 'end') return true;
      }
    }
  } finally {
    silence.abort();
  }
}

function streamEvent(raw: ServerEvent, fallbackSeq: number): StreamEvent | null {
  const seq = raw.id === null ? fallbackSeq + 1 : Number(raw.id);
  const data = JSON.parse(raw.data) as { text?: string; turns?: number; message?: Message };
  if (raw.event === 'delta') return { kind: 'delta', seq, text: data.text ?? '' };
  if (raw.event === 'notice') return { kind: 'notice', seq, trimmedTurns: data.turns ?? 0 };
  if ((raw.event === 'done' || raw.event === 'failed') && data.message)
    return { kind: 'end', seq, message: data.message };
  return null;
}
