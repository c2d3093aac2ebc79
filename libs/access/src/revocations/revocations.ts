import type { Principal } from '../callers/principal.ts';

const TOPIC = 'revoked';

/** Words between processes. One may be lost: `RevocationCheck` looks in the database too. */
export interface RevocationNews {
  publish(topic: string, message: object): void;
  /** @returns what ends it */
  subscribe(topic: string, listener: (message: unknown) => void): () => void;
}

const NONE: RevocationNews = { publish: () => undefined, subscribe: () => () => undefined };

/** What is open for whom, so that a key that is revoked, or a person who is shut out, loses it at once. */
export class Revocations {
  readonly #open = new Map<string, Set<AbortController>>();
  readonly #news: RevocationNews;

  constructor(news: RevocationNews = NONE) {
    this.#news = news;
  }

  /** Hears of what other processes revoke. @returns what ends it */
  listen(): () => void {
    return this.#news.subscribe(TOPIC, (message) => this.end((message as { readonly name: string }).name));
  }

  /** In whose names something is open. */
  get names(): readonly string[] {
    return [...this.#open.keys()];
  }

  /** Aborts `controller` when one of the names is revoked; call what is given back when the work is over. */
  watch(names: readonly string[], controller: AbortController): () => void {
    for (const name of names) this.#open.set(name, (this.#open.get(name) ?? new Set()).add(controller));
    return () => {
      for (const name of names) {
        const all = this.#open.get(name);
        all?.delete(controller);
        if (all?.size === 0) this.#open.delete(name);
      }
    };
  }

  /** Here and in every other process. @param name `key:<id>`, `session:<hash>`, `user:<id>` */
  revoke(name: string): void {
    this.end(name);
    this.#news.publish(TOPIC, { name });
  }

  /** In this process. */
  end(name: string): void {
    for (const controller of this.#open.get(name) ?? []) controller.abort(REVOKED);
  }
}

/** Why work was ended. */
export const REVOKED = Symbol('revoked');

/** What a reader is ended by: their key, their sign-in, their account. */
export function endedBy({ userId, credential }: Principal): string[] {
  return [`user:${userId}`, ...(credential === null ? [] : [credential])];
}

/** What an answer under way is ended by: it outlives a sign-out, not a key. */
export function answersEndedBy(person: Principal): string[] {
  return endedBy(person).filter((name) => !name.startsWith('session:'));
}
