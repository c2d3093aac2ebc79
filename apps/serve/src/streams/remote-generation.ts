import type { MessageView } from '../messages/message-view.ts';
import type { Followed } from './stream-reply.ts';
import type { StreamState } from './stream-state.ts';

/** What the process that makes an answer tells of it. */
export interface Told {
  /** Where `text` stands in the whole text. */
  readonly at: number;
  readonly base: number;
  readonly text: string;
  readonly trimmedTurns: number;
  /** Once the answer is over. */
  readonly message: MessageView | null;
}

/** An answer that another process makes, as far as it has been told here. */
export class RemoteGeneration implements Followed {
  #state: StreamState;
  readonly #readers = new Set<() => void>();

  constructor(state: StreamState) {
    this.#state = state;
  }

  get state(): StreamState {
    return this.#state;
  }

  onMore(listener: () => void): () => void {
    this.#readers.add(listener);
    return () => void this.#readers.delete(listener);
  }

  /** @returns false where something before it is missing */
  hear({ at, base, text, trimmedTurns, message }: Told): boolean {
    const known = this.#state.text;
    if (at > known.length) return false;
    const longer = at + text.length > known.length ? known.slice(0, at) + text : known;
    this.#become({ base, text: longer, trimmedTurns, message });
    return true;
  }

  /** What the database holds of it, which may be less than is known here. */
  keptAs(state: StreamState): void {
    const { text } = this.#state;
    const isShorter = state.message === null && state.text.length < text.length;
    this.#become(isShorter ? { ...state, text } : state);
  }

  #become(state: StreamState): void {
    this.#state = state;
    for (const listener of this.#readers) listener();
  }
}
