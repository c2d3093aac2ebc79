// Owns the answers that are being written right now: follows their streams, tells who looks at one.
// Does not know the conversation around them.
import type { Message } from '../api/types.ts';
import { advance, beginAnswer, type LiveAnswer } from './live-answer.ts';
import type { FollowDeps } from './follow-events.ts';
import { followStream } from './follow-stream.ts';
import type { StreamMemory } from './stream-memory.ts';

export interface LiveAnswersDeps extends FollowDeps {
  readonly memory: StreamMemory;
  /** Runs the task a little later; many changes in between are told once. */
  readonly soon: (task: () => void) => void;
}

export interface LiveListener {
  readonly onEnd: (message: Message) => void;
  /** Serve no longer knows the stream: the message itself must be asked for. */
  readonly onGone: (messageId: string) => void;
  readonly onConnection: (state: 'open' | 'lost') => void;
}

export class LiveAnswers {
  private readonly deps: LiveAnswersDeps;
  private readonly listener: LiveListener;
  private readonly answers = new Map<string, LiveAnswer>();
  private readonly followed = new Map<string, AbortController>();
  private readonly watchers = new Map<string, Set<() => void>>();
  private readonly changed = new Set<string>();

  constructor(deps: LiveAnswersDeps, listener: LiveListener) {
    this.deps = deps;
    this.listener = listener;
  }

  readonly answer = (messageId: string): LiveAnswer | undefined => this.answers.get(messageId);

  readonly watch = (messageId: string, watcher: () => void): (() => void) => {
    const watchers = this.watchers.get(messageId) ?? new Set();
    this.watchers.set(messageId, watchers.add(watcher));
    return () => {
      watchers.delete(watcher);
      if (watchers.size === 0) this.watchers.delete(messageId);
    };
  };

  /** Follows an answer that was just asked for; `content` is what stood there before. */
  begin(message: Message, streamId: string, content: string): void {
    this.deps.memory.keep(message.id, { streamId, baseLength: content.length });
    this.follow(message.id, streamId, content);
  }

  /** Follows an answer that was being written when the page was opened. False: its stream is not known here. */
  resume(message: Message): boolean {
    if (this.followed.has(message.id)) return true;
    const known = this.deps.memory.find(message.id);
    const streamId = message.streamId ?? known?.streamId;
    if (streamId === undefined) return false;
    const baseLength = known?.streamId === streamId ? known.baseLength : 0;
    this.follow(message.id, streamId, message.content.slice(0, baseLength));
    return true;
  }

  leaveAll(): void {
    for (const controller of this.followed.values()) controller.abort();
    this.followed.clear();
  }

  private follow(messageId: string, streamId: string, base: string): void {
    this.followed.get(messageId)?.abort();
    const controller = new AbortController();
    this.followed.set(messageId, controller);
    this.answers.set(messageId, beginAnswer(base));
    this.tell(messageId);
    const listener = {
      onEvent: (event: Parameters<typeof advance>[1]) => {
        this.answers.set(messageId, advance(this.answers.get(messageId) ?? beginAnswer(base), event));
        this.tell(messageId);
      },
      onConnection: this.listener.onConnection,
    };
    void followStream(streamId, listener, controller.signal, this.deps).then((end) => {
      if (end === 'left') return;
      this.followed.delete(messageId);
      this.deps.memory.forget(messageId);
      const finished = this.answers.get(messageId)?.message;
      if (finished) this.listener.onEnd(finished);
      else this.listener.onGone(messageId);
    });
  }

  private tell(messageId: string): void {
    if (this.changed.size === 0) this.deps.soon(() => this.tellAll());
    this.changed.add(messageId);
  }

  private tellAll(): void {
    const ids = [...this.changed];
    this.changed.clear();
    for (const id of ids) for (const watcher of this.watchers.get(id) ?? []) watcher();
  }
}
