import { createHash } from 'node:crypto';

import { BOOTSTRAP_USER_ID, LOCAL_USER_ID } from '@naru/access';
import type { FeedbackAnswer } from '@naru/contracts';
import type { EntityManager } from 'typeorm';

import { threadTo, type Said } from '../../messages/thread.ts';
import { othersOf, textsOf, type AgreedAnswer } from './agreed-answers.ts';

/** An answer with what stood before it, as a line of the file has it. */
export async function feedbackLine(manager: EntityManager, agreed: AgreedAnswer): Promise<FeedbackAnswer> {
  const { id, conversationId, ownerId, questionId, status, model, provenance } = agreed;
  const { answer, rating, reason, correction, systemPrompt } = await textsOf(manager, agreed);
  const thread = await threadTo(manager, conversationId, questionId);
  const system =
    systemPrompt === null || systemPrompt === '' ? [] : [{ role: 'system' as const, content: systemPrompt }];
  const said = newest(thread.filter(({ content }) => content !== ''));
  return {
    messageId: id,
    conversation: pseudonym('conversation', conversationId),
    person: NOBODYS.has(ownerId) ? null : pseudonym('person', ownerId),
    turns: [...system, ...said.map(({ role, content }) => ({ role, content }))],
    turnsLeftOut: thread.filter(({ content }) => content !== '').length - said.length,
    ...{ answer, status, rating, reason, correction },
    others: await othersOf(manager, agreed),
    model,
    base: provenance === null ? null : { id: provenance.base.id, sha256: provenance.base.sha256 },
    adapter: provenance?.adapter ? { name: provenance.adapter.name, sha256: provenance.adapter.sha256 } : null,
    dataset: provenance?.dataset ? { id: provenance.dataset.id, sha256: provenance.dataset.sha256 } : null,
    answeredAt: new Date(agreed.answeredAt).toISOString(),
    ratedAt: new Date(agreed.ratedAt).toISOString(),
  };
}

// More than any model reads; without it, each of many answers in a long conversation would hold all of it.
const MOST_CHARACTERS = 500_000;

/** The newest turns that are not too long together; a question comes first, and the last one always stays. */
function newest(said: readonly Said[]): readonly Said[] {
  let from = said.length - 1;
  let characters = 0;
  for (let at = from; at >= 0; at -= 1) {
    characters += said[at]?.content.length ?? 0;
    if (characters > MOST_CHARACTERS) break;
    if (said[at]?.role === 'user') from = at;
  }
  return said.slice(Math.max(0, from));
}

/** Owners that stand for nobody in particular. */
const NOBODYS: ReadonlySet<string> = new Set([LOCAL_USER_ID, BOOTSTRAP_USER_ID]);
const DIGITS = 32;

/** The same for the same id, which it does not tell. */
const pseudonym = (kind: string, id: string): string =>
  createHash('sha256').update(`naru ${kind} ${id}`).digest('hex').slice(0, DIGITS);
