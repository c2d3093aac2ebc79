// Owns what was typed and not yet sent, per conversation, kept over reloads. Does not know the text field.

export interface Draft {
  readonly text: string;
  /** The idempotency key of a send that was tried with exactly this text and may have arrived. */
  readonly key: string | null;
}

export interface Drafts {
  readonly read: (conversationId: string | null) => Draft;
  readonly write: (conversationId: string | null, draft: Draft) => void;
}

const PREFIX = 'naru.draft.';
const EMPTY: Draft = { text: '', key: null };

export function draftsIn(storage: Storage): Drafts {
  const nameOf = (conversationId: string | null): string => PREFIX + (conversationId ?? 'new');
  return {
    read: (conversationId) => parsed(storage.getItem(nameOf(conversationId))),
    write: (conversationId, draft) => {
      if (draft.text === '') {
        storage.removeItem(nameOf(conversationId));
        return;
      }
      // A full or forbidden store costs the draft after a reload, not the typing.
      try {
        storage.setItem(nameOf(conversationId), JSON.stringify(draft));
      } catch {
        return;
      }
    },
  };
}

function parsed(kept: string | null): Draft {
  if (kept === null) return EMPTY;
  try {
    const { text, key } = JSON.parse(kept) as { text?: unknown; key?: unknown };
    return typeof text === 'string' ? { text, key: typeof key === 'string' ? key : null } : EMPTY;
  } catch {
    return EMPTY;
  }
}
