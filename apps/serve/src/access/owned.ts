import { OwnedRow, type OwnedTable } from '@naru/access';
import { ApiKeyRow, ConversationRow, MessageRow, PresetRow } from '@naru/db';

/** What the id in a path can stand for. */
export type OwnedKind = 'conversation' | 'message' | 'stream' | 'preset' | 'key';

/** `:id` is a row of this kind that belongs to who asks; anybody else's is not found. */
export const Owned = (kind: OwnedKind) => OwnedRow(kind);

export const OWNED_TABLES: Readonly<Record<OwnedKind, OwnedTable>> = {
  conversation: {
    table: ConversationRow,
    where: (id, { userId }) => ({ id, ownerId: userId }),
    missing: 'conversation.not-found',
  },
  message: { table: MessageRow, where: (id, { userId }) => ({ id, ownerId: userId }), missing: 'message.not-found' },
  stream: {
    table: MessageRow,
    where: (streamId, { userId }) => ({ streamId, ownerId: userId }),
    missing: 'stream.not-found',
  },
  preset: { table: PresetRow, where: (id, { userId }) => ({ id, ownerId: userId }), missing: 'preset.not-found' },
  key: { table: ApiKeyRow, where: (id, { userId }) => ({ id, userId }), missing: 'key.not-found' },
};
