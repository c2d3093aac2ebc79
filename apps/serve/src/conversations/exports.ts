import { FeedbackRow, MessageRow, type ConversationRow, type Database } from '@naru/db';

import { messageView } from '../messages/message-view.ts';
import { threadTo } from '../messages/thread.ts';
import { conversationView } from './conversations.dto.ts';

export interface Export {
  /** Value of the header Content-Disposition. */
  readonly disposition: string;
  readonly type: string;
  readonly text: string;
}

/** A whole conversation as a file: JSON with every branch, or the branch that is shown as Markdown. */
export class Exports {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  of(conversation: ConversationRow, format: 'json' | 'markdown'): Promise<Export> {
    return format === 'json' ? asJson(this.#database, conversation) : asMarkdown(this.#database, conversation);
  }
}

async function asJson({ read }: Database, conversation: ConversationRow): Promise<Export> {
  const rows = await read.find(MessageRow, { where: { conversationId: conversation.id }, order: { id: 'ASC' } });
  const given = await read
    .createQueryBuilder(FeedbackRow, 'f')
    .where((query) => {
      const own = query.subQuery().select('m.id').from(MessageRow, 'm').where('m.conversation_id = :id').getQuery();
      return `f.message_id IN ${own}`;
    })
    .setParameter('id', conversation.id)
    .getMany();
  const feedback = new Map(given.map((each) => [each.messageId, each]));
  const messages = rows.map((row) => ({
    ...messageView(row, feedback.get(row.id) ?? null),
    provenance: row.provenance,
  }));
  const document = { version: 1, conversation: conversationView(conversation), messages };
  return {
    disposition: asFile(conversation, 'json'),
    type: 'application/json; charset=utf-8',
    text: `${JSON.stringify(document, null, 2)}\n`,
  };
}

async function asMarkdown({ read }: Database, conversation: ConversationRow): Promise<Export> {
  const said = await threadTo(read, conversation.id, conversation.currentMessageId);
  const heading = `# ${(conversation.title ?? conversation.id).replace(/\s+/g, ' ')}`;
  const system = conversation.systemPrompt === null ? [] : [`> ${conversation.systemPrompt.replaceAll('\n', '\n> ')}`];
  const parts = said.map(({ role, content, status }) => {
    const mark = status === 'complete' ? '' : ` (${status})`;
    return `## ${role === 'user' ? 'User' : 'Assistant'}${mark}\n\n${content}`;
  });
  return {
    disposition: asFile(conversation, 'md'),
    type: 'text/markdown; charset=utf-8',
    text: `${[heading, ...system, ...parts].join('\n\n')}\n`,
  };
}

// What file systems refuse in a name, and what would end it early.
const NOT_IN_NAMES = /[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu;

/** A file of the conversation's title; of its id for who does not read UTF-8 in a header (RFC 6266), or without title. */
function asFile({ id, title }: ConversationRow, ending: string): string {
  const plain = `attachment; filename="${id}.${ending}"`;
  const name = (title ?? '')
    .toWellFormed()
    .replace(NOT_IN_NAMES, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[ .]+|[ .]+$/g, '');
  if (name === '') return plain;
  const encoded = encodeURIComponent(`${name}.${ending}`).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${plain}; filename*=UTF-8''${encoded}`;
}
