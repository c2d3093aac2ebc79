// Owns following a numbered event stream to its end over lost networks and restarts of the server.
// Does not know what the events mean.
import { ApiError } from '../api/api-error.ts';
import { eventParser, type ServerEvent } from './event-parser.ts';

export interface FollowDeps {
  readonly open: (path: string, headers: Record<string, string>, signal: AbortSignal) => Promise<Response>;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** A number from 0 up to 1, so that many pages do not come back at the same moment. */
  readonly random: () => number;
}

export interface EventListener {
  /** `seen`: its number, or a later one, came before. True: this was the last one. */
  readonly onEvent: (event: ServerEvent, seq: number, seen: boolean) => boolean;
  readonly onConnection: (state: 'open' | 'lost') => void;
}

export type FollowEnd = 'ended' | 'gone' | 'left';

const FIRST_DELAY_MS = 300;
const LONGEST_DELAY_MS = 15_000;
/** A heartbeat comes each 15 s; three missed ones mean that the connection is dead. */
const SILENCE_MS = 45_000;

/**
 * Reads the stream until its last event, connecting again after the last sequence number taken.
 * Ends with `gone` when the server does not know the stream (any more), with `left` when the signal fires.
 */
export async function followEvents(
  path: string,
  listener: EventListener,
  signal: AbortSignal,
  deps: FollowDeps,
): Promise<FollowEnd> {
  let seq = 0;
  let failures = 0;
  const take = (event: ServerEvent): boolean => {
    const at = event.id === null ? seq + 1 : Number(event.id);
    failures = 0;
    const seen = at <= seq;
    seq = Math.max(seq, at);
    return listener.onEvent(event, at, seen);
  };
  while (!signal.aborted) {
    try {
      if (await readOnce({ path, after: seq, take, listener, signal }, deps)) return 'ended';
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
  readonly path: string;
  readonly after: number;
  readonly take: (event: ServerEvent) => boolean;
  readonly listener: EventListener;
  readonly signal: AbortSignal;
}

async function readOnce(attempt: Attempt, deps: FollowDeps): Promise<boolean> {
  const { after, take, listener } = attempt;
  const silence = new AbortController();
  const signal = AbortSignal.any([attempt.signal, silence.signal]);
  const path = `${attempt.path}${after > 0 ? `?after=${after}` : ''}`;
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
      for (const event of parse(value)) if (take(event)) return true;
    }
  } finally {
    silence.abort();
  }
}
