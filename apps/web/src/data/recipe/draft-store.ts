// Owns the recipe that a person is making, over pages and reloads, each person's apart.
import { EMPTY_DRAFT, type RecipeDraft } from './recipe-draft.ts';

export class DraftStore {
  private readonly storage: Storage;
  private readonly key: string;
  private readonly listeners = new Set<() => void>();
  private draft: RecipeDraft;

  constructor(storage: Storage, personId: string) {
    this.storage = storage;
    this.key = `naru.data.recipe.${personId}`;
    this.draft = readDraft(storage.getItem(this.key));
  }

  readonly snapshot = (): RecipeDraft => this.draft;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly change = (change: (before: RecipeDraft) => RecipeDraft): void => {
    this.draft = change(this.draft);
    this.storage.setItem(this.key, JSON.stringify(this.draft));
    for (const listener of this.listeners) listener();
  };
}

/** Of an older page, or by another hand: what does not fit is left. */
function readDraft(text: string | null): RecipeDraft {
  try {
    const kept = JSON.parse(text ?? '{}') as Partial<RecipeDraft>;
    return { ...EMPTY_DRAFT, ...kept };
  } catch {
    return EMPTY_DRAFT;
  }
}
