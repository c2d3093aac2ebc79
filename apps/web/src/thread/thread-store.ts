// Owns one open conversation: its messages, its running answers and what a person does to them.
// Does not know how it looks.
import type { Api } from '../api/api.ts';
import { ApiError } from '../api/api-error.ts';
import type { ConversationChange } from '../api/api.ts';
import type { Conversation, FeedbackFields, Message, Reply, SendRequest } from '../api/types.ts';
import { LiveAnswers, type LiveAnswersDeps } from '../stream/live-answers.ts';
import { leafUnder, pairOf } from './message-tree.ts';
import { FIRST_STATE, placed, type ThreadState } from './thread-state.ts';

export interface ThreadDeps extends Omit<LiveAnswersDeps, 'open'> {
  readonly api: Api;
  readonly newKey: () => string;
  /** Called after an answer has ended, when serve may have made a title. */
  readonly onAnswered: () => void;
}

const POLL_MS = 2000;

export class ThreadStore {
  readonly live: LiveAnswers;
  readonly conversationId: string;
  private readonly deps: ThreadDeps;
  private state: ThreadState = FIRST_STATE;
  private readonly listeners = new Set<() => void>();
  private readonly leaving = new AbortController();
  private polling = false;

  constructor(conversationId: string, deps: ThreadDeps) {
    this.conversationId = conversationId;
    this.deps = deps;
    this.live = new LiveAnswers(
      { ...deps, open: deps.api.openStream },
      {
        onEnd: (message) => {
          this.update(placed({ ...this.state, connection: 'open' }, [message]));
          deps.onAnswered();
        },
        onGone: () => void this.poll(),
        onConnection: (connection) => {
          if (connection !== this.state.connection) this.update({ ...this.state, connection });
        },
      },
    );
  }

  readonly snapshot = (): ThreadState => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  async open(): Promise<void> {
    try {
      const { api } = this.deps;
      const [conversation, page] = await Promise.all([
        api.conversation(this.conversationId, this.leaving.signal),
        api.messages(this.conversationId, null, this.leaving.signal),
      ]);
      const loaded: ThreadState = { ...this.state, status: 'ready', conversation, hasMore: page.hasMore };
      this.update(placed(loaded, page.messages, this.state.currentId ?? conversation.currentMessageId));
      this.resumeStreams();
    } catch (error) {
      if (this.leaving.signal.aborted) return;
      this.update({ ...this.state, status: 'failed', error: asApiError(error) });
    }
  }

  begin(conversation: Conversation): void {
    this.update({ ...this.state, status: 'ready', conversation });
  }

  leave(): void {
    this.leaving.abort();
    this.live.leaveAll();
  }

  async loadOlder(): Promise<void> {
    const oldest = [...this.state.tree.byId.values()].reduce<Message | null>(
      (best, message) => (best === null || message.createdAt < best.createdAt ? message : best),
      null,
    );
    if (!this.state.hasMore || this.state.loadingOlder || !oldest) return;
    this.update({ ...this.state, loadingOlder: true });
    try {
      const page = await this.deps.api.messages(this.conversationId, oldest.id, this.leaving.signal);
      this.update(placed({ ...this.state, hasMore: page.hasMore, loadingOlder: false }, page.messages));
    } catch {
      this.update({ ...this.state, loadingOlder: false });
    }
  }

  async send(request: Omit<SendRequest, 'parentId'>): Promise<void> {
    const parentId = this.state.branch.at(-1)?.id ?? null;
    this.update({ ...this.state, sending: request.content });
    try {
      const sent = await this.deps.api.sendMessage(this.conversationId, { ...request, parentId });
      this.take([sent.userMessage], sent.replies);
    } finally {
      this.update({ ...this.state, sending: null });
    }
  }

  async edit(messageId: string, content: string, model: string | null): Promise<void> {
    const request = { content, idempotencyKey: this.deps.newKey(), ...(model === null ? {} : { model }) };
    const sent = await this.deps.api.edit(messageId, request);
    this.take([sent.userMessage], sent.replies);
  }

  async regenerate(messageId: string, model: string | null): Promise<void> {
    const request = { idempotencyKey: this.deps.newKey(), ...(model === null ? {} : { model }) };
    const { reply } = await this.deps.api.regenerate(messageId, request);
    this.take([], [reply]);
  }

  async continueAnswer(messageId: string): Promise<void> {
    const before = this.state.tree.byId.get(messageId)?.content ?? '';
    const { reply } = await this.deps.api.continueAnswer(messageId);
    this.update(placed(this.state, [{ ...reply.message, status: 'streaming' }]));
    this.live.begin(reply.message, reply.streamId, reply.message.content || before);
  }

  async stop(): Promise<void> {
    const stopped = await Promise.all(this.state.streaming.map((id) => this.deps.api.stop(id)));
    this.update(
      placed(
        this.state,
        stopped.filter(({ status }) => status !== 'streaming'),
      ),
    );
  }

  async giveFeedback(messageId: string, fields: FeedbackFields): Promise<void> {
    const feedback = await this.deps.api.giveFeedback(messageId, fields);
    const message = this.state.tree.byId.get(messageId);
    if (message) this.update(placed(this.state, [{ ...message, feedback }]));
  }

  async change(change: ConversationChange): Promise<void> {
    const conversation = await this.deps.api.changeConversation(this.conversationId, change);
    this.update({ ...this.state, conversation });
  }

  /** Shows the branch that goes through this message, and lets serve know for the next visit. */
  select(messageId: string): void {
    const leaf = pairOf(this.state.tree, messageId) ? messageId : leafUnder(this.state.tree, messageId);
    this.update(placed(this.state, [], leaf));
    void this.deps.api.changeConversation(this.conversationId, { currentMessageId: leaf }).catch(() => undefined);
  }

  private take(questions: readonly Message[], replies: readonly Reply[]): void {
    const answers = replies.map(({ message }) => message);
    const current = answers[0] ?? questions[0];
    this.update(placed({ ...this.state, sending: null }, [...questions, ...answers], current?.id ?? null));
    for (const { message, streamId } of replies) {
      if (message.status === 'streaming') this.live.begin(message, streamId, message.content);
    }
  }

  private resumeStreams(): void {
    const unknown = this.state.streaming.filter((id) => {
      const message = this.state.tree.byId.get(id);
      return message !== undefined && !this.live.resume(message);
    });
    if (unknown.length > 0) void this.poll();
  }

  /** For an answer whose stream is not known here (begun on another device): asks until it has ended. */
  private async poll(): Promise<void> {
    if (this.polling) return;
    this.polling = true;
    while (!this.leaving.signal.aborted) {
      const page = await this.deps.api.messages(this.conversationId, null, this.leaving.signal).catch(asApiError);
      if (page instanceof ApiError && page.status >= 400 && page.status < 500) break;
      if (!(page instanceof ApiError)) this.update(placed(this.state, page.messages));
      if (this.state.streaming.length === 0) break;
      await this.deps.wait(POLL_MS, this.leaving.signal);
    }
    this.polling = false;
  }

  private update(state: ThreadState): void {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

export function asApiError(error: unknown): ApiError {
  return error instanceof ApiError ? error : ApiError.unreachable(error);
}
