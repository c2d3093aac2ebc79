import type { LimitStore } from './limit-store.ts';

/** What counts attempts that cost something: sign-in, links. */
export class Attempts {
  readonly store: LimitStore;

  constructor(store: LimitStore) {
    this.store = store;
  }
}
