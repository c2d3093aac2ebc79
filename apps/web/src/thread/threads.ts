// Owns which conversations are open in this page; an answer goes on while another conversation is looked at.
import type { Conversation } from '../api/types.ts';
import { ThreadStore, type ThreadDeps } from './thread-store.ts';

const KEPT = 8;

export class Threads {
  private readonly deps: ThreadDeps;
  private readonly stores = new Map<string, ThreadStore>();

  constructor(deps: ThreadDeps) {
    this.deps = deps;
  }

  /** The same store each time; a conversation seen before is shown at once and brought up to date. */
  open(conversationId: string): ThreadStore {
    const known = this.stores.get(conversationId);
    if (known) return known;
    const store = this.add(conversationId);
    void store.open();
    return store;
  }

  /** A conversation that was just made: there is nothing to load. */
  begin(conversation: Conversation): ThreadStore {
    const store = this.add(conversation.id);
    store.begin(conversation);
    return store;
  }

  forget(conversationId: string): void {
    this.stores.get(conversationId)?.leave();
    this.stores.delete(conversationId);
  }

  forgetAll(): void {
    for (const id of [...this.stores.keys()]) this.forget(id);
  }

  private add(conversationId: string): ThreadStore {
    const store = new ThreadStore(conversationId, this.deps);
    this.stores.set(conversationId, store);
    const idle = [...this.stores.values()].filter((other) => other.snapshot().streaming.length === 0);
    for (const old of idle.slice(0, Math.max(0, this.stores.size - KEPT))) {
      if (old !== store) this.forget(old.conversationId);
    }
    return store;
  }
}
