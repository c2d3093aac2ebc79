import type { Message } from '../api/types.ts';

/** A message for tests; what matters to the test is given. */
export function aMessage(fields: Partial<Message> & Pick<Message, 'id'>): Message {
  return {
    conversationId: 'c1',
    parentId: null,
    role: 'user',
    content: '',
    status: 'complete',
    model: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    finishReason: null,
    error: null,
    usage: null,
    trimmedTurns: 0,
    feedback: null,
    ...fields,
  };
}
