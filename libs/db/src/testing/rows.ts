// Rows with everything that a table asks for, to be changed where a test cares.
import type { ConversationRow } from '../serve/chat/conversation.entity.ts';
import type { MessageRow } from '../serve/chat/message.entity.ts';
import type { UserRow } from '../serve/people/user.entity.ts';
import { newId } from '../database/new-id.ts';

export function aUser(over: Partial<UserRow> = {}): Partial<UserRow> & Pick<UserRow, 'id'> {
  const id = newId();
  return {
    id,
    email: `${id}@example.org`,
    name: '나루',
    role: 'user',
    disabled: false,
    createdAt: Date.now(),
    ...over,
  };
}

export function aConversation(
  ownerId: string,
  over: Partial<ConversationRow> = {},
): Partial<ConversationRow> & Pick<ConversationRow, 'id' | 'ownerId'> {
  const now = Date.now();
  return { id: newId(), title: null, createdAt: now, updatedAt: now, ...over, ownerId };
}

export function aMessage(
  { id: conversationId, ownerId }: Pick<ConversationRow, 'id' | 'ownerId'>,
  over: Partial<MessageRow> = {},
): Partial<MessageRow> & Pick<MessageRow, 'id'> {
  return {
    id: newId(),
    conversationId,
    ownerId,
    parentId: null,
    role: 'user',
    content: '안녕하세요',
    status: 'complete',
    createdAt: Date.now(),
    ...over,
  };
}
