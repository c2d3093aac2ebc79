// Owns which stream brings which answer, kept over reloads. Does not know how a stream is followed.

export interface KnownStream {
  readonly streamId: string;
  /** Length of the text that stood there before the stream began. */
  readonly baseLength: number;
}

export interface StreamMemory {
  readonly find: (messageId: string) => KnownStream | null;
  readonly keep: (messageId: string, stream: KnownStream) => void;
  readonly forget: (messageId: string) => void;
}

const PREFIX = 'naru.stream.';

export function streamMemory(storage: Storage): StreamMemory {
  return {
    find: (messageId) => {
      const kept = storage.getItem(PREFIX + messageId);
      if (kept === null) return null;
      const [length, streamId] = [Number.parseInt(kept, 10), kept.slice(kept.indexOf(' ') + 1)];
      return Number.isNaN(length) || streamId === '' ? null : { streamId, baseLength: length };
    },
    keep: (messageId, { streamId, baseLength }) => {
      // A full or forbidden store costs the resumption on this device, not the answer.
      try {
        storage.setItem(PREFIX + messageId, `${baseLength} ${streamId}`);
      } catch {
        return;
      }
    },
    forget: (messageId) => storage.removeItem(PREFIX + messageId),
  };
}
