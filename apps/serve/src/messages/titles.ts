import { setTimeout as sleep } from 'node:timers/promises';

import type { Principal } from '@naru/access';
import { ConversationRow, MessageRow, type Database } from '@naru/db';
import type { ChatClient, Usage } from '@naru/inference';
import type { AppLogger } from '@naru/logging';
import { IsNull } from 'typeorm';

import type { ServedModel } from '../models/served-models.ts';
import type { UsageBook } from '../usage/usage-book.ts';

export interface TitlesParts {
  readonly database: Database;
  readonly client: ChatClient;
  readonly usage: UsageBook;
  /** Answers under way: a title waits for people. */
  readonly running: () => number;
  readonly log: AppLogger['log'];
}

export interface TitleFor {
  readonly conversation: ConversationRow;
  readonly model: ServedModel;
  readonly person: Principal;
  readonly question: string;
  /** null: it has none that is whole; the title is then the question's. */
  readonly answer: string | null;
}

interface Answered extends TitleFor {
  readonly answer: string;
}

const MOST_CHARACTERS = 60;
const SHOWN_OF_EACH = 600;
const MAX_TOKENS = 24;
const WAIT_MS = 250;
const LONGEST_WAIT_MS = 15_000;
const WHOLE_MS = 20_000;

/** Names conversations after their first answer, one at a time, when nobody waits for an answer. */
export class Titles {
  readonly #parts: TitlesParts;
  readonly #ending = new AbortController();
  #last: Promise<void> = Promise.resolve();

  constructor(parts: TitlesParts) {
    this.#parts = parts;
  }

  soon(of: TitleFor): void {
    if (of.conversation.title !== null) return;
    this.#last = this.#last
      .then(() => this.#make(of))
      .catch((error: unknown) => {
        this.#parts.log.debug({ err: error }, 'a title was not made');
      });
  }

  /**
   * Names conversations whose first answer a process did not live to see: after their first question, at once.
   *
   * @param untouchedMs for how long nothing was said in them: another process may be about to name the others
   */
  async catchUp(untouchedMs: number): Promise<void> {
    const { database } = this.#parts;
    const unnamed = await database.read
      .createQueryBuilder(MessageRow, 'm')
      .select(['m.id', 'm.conversationId', 'm.content'])
      .innerJoin(ConversationRow, 'c', 'c.id = m.conversation_id')
      .where('c.title IS NULL AND m.parent_id IS NULL AND c.updated_at <= :before', {
        before: Date.now() - untouchedMs,
      })
      .orderBy('m.id', 'DESC')
      .getMany();
    // Of several first questions the first one is asked for last, and stays.
    const titles = new Map(unnamed.map(({ conversationId, content }) => [conversationId, firstWords(content)]));
    if (titles.size === 0) return;
    await database.write(async (manager) => {
      for (const [id, title] of titles) {
        if (title !== '') await manager.update(ConversationRow, { id, title: IsNull() }, { title });
      }
    });
  }

  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#last;
  }

  async #make(of: TitleFor): Promise<void> {
    const { answer, question } = of;
    const said = answer === null ? '' : await this.#said({ ...of, answer });
    const title = titleIn(said) ?? firstWords(question);
    if (title === '') return;
    await this.#parts.database.write((manager) =>
      manager.update(ConversationRow, { id: of.conversation.id, title: IsNull() }, { title }),
    );
  }

  async #said(of: Answered): Promise<string> {
    const { signal } = this.#ending;
    for (let waited = 0; this.#parts.running() > 0 && waited < LONGEST_WAIT_MS && !signal.aborted; waited += WAIT_MS) {
      await sleep(WAIT_MS, undefined, { signal }).catch(() => undefined);
    }
    return signal.aborted ? '' : this.#asked(of).catch(() => '');
  }

  async #asked({ model, person, question, answer }: Answered): Promise<string> {
    const { client, usage } = this.#parts;
    const shown = `${question.slice(0, SHOWN_OF_EACH)}\n\n${answer.slice(0, SHOWN_OF_EACH)}`;
    const content = `${shown}\n\nWrite a title of at most six words for this conversation, in its own language. Write the title only.`;
    const request = { messages: [{ role: 'user' as const, content }], maxTokens: MAX_TOKENS, temperature: 0.2 };
    const call = { adapter: model.adapter?.name ?? null, signal: this.#ending.signal, timeouts: { wholeMs: WHOLE_MS } };
    let said = '';
    let used: Usage | null = null;
    for await (const event of client.stream(request, call)) {
      if (event.type === 'delta') said += event.text;
      if (event.type === 'usage') used = event;
    }
    if (used !== null) usage.count(person, used);
    return said;
  }
}

/** The title in what a model wrote; undefined where it wrote something else. */
export function titleIn(said: string): string | undefined {
  const line = said.trim().split('\n', 1)[0] ?? '';
  const plain = line
    .replace(/^(title|제목)\s*[:：]\s*/i, '')
    .replace(/[*_#`"“”'‘’「」『』]/g, '')
    .replace(/[\s.,;:。]+$/, '')
    .trim();
  const length = [...plain].length;
  return length >= 2 && length <= MOST_CHARACTERS ? plain : undefined;
}

/** The beginning of a question, cut between words. */
export function firstWords(question: string): string {
  const line = question.trim().split(/\s*\n/, 1)[0]?.replace(/\s+/g, ' ') ?? '';
  const characters = [...line];
  if (characters.length <= MOST_CHARACTERS) return line;
  const cut = characters.slice(0, MOST_CHARACTERS - 1).join('');
  const space = cut.lastIndexOf(' ');
  return `${space > MOST_CHARACTERS / 2 ? cut.slice(0, space) : cut}…`;
}
