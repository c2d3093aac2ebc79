import { answersEndedBy, type Principal, type Revocations } from '@naru/access';
import type { ConversationRow, MessageRow, MessageStatus, Provenance } from '@naru/db';
import { PresetRow } from '@naru/db';
import type { EngineSupervisor } from '@naru/engine';

import type { ServedModel, ServedModels } from '../models/served-models.ts';
import { provenanceOf } from '../provenance/provenance-of.ts';
import { Generation } from '../streams/generation.ts';
import type { Generations } from '../streams/generations.ts';
import { makeReply, type MakeReplyParts } from './make-reply.ts';
import type { Sampling } from './reply-plan.ts';
import type { Said } from './thread.ts';
import type { Titles } from './titles.ts';

export interface RepliesParts extends MakeReplyParts {
  readonly models: ServedModels;
  readonly engine: EngineSupervisor;
  readonly baseSha256: () => string | null;
  readonly generations: Generations;
  readonly revocations: Revocations;
  readonly titles: Titles;
}

export interface Begin {
  readonly person: Principal;
  readonly conversation: ConversationRow;
  readonly model: ServedModel;
  readonly row: MessageRow;
  readonly sampling: Sampling;
  /** The first question of a conversation: its title is made of it once the answer is there. */
  readonly question?: string;
  /** What was said so far, where that is known. */
  readonly thread?: readonly Said[];
}

/** Begins answers; each then goes on by itself. */
export class Replies {
  readonly models: ServedModels;
  readonly #parts: RepliesParts;

  constructor(parts: RepliesParts) {
    this.#parts = parts;
    this.models = parts.models;
  }

  provenance(model: ServedModel, parameters: Provenance['parameters']): Provenance {
    const { engine, baseSha256 } = this.#parts;
    const base = { ...engine.base, sha256: baseSha256() };
    return provenanceOf(model, parameters, { base, engine: engine.status().engine });
  }

  async begin({ person, conversation, model, row, sampling, question, thread }: Begin): Promise<void> {
    const { generations, revocations, titles } = this.#parts;
    const { id: messageId, conversationId, ownerId, content: text, parentId, streamId } = row;
    const generation = new Generation({ streamId: streamId ?? '', messageId, conversationId, ownerId, text });
    generations.add(generation);
    const systemPrompt = conversation.systemPrompt ?? (await this.#presetPrompt(conversation));
    const ending = new AbortController();
    ending.signal.addEventListener('abort', () => generation.stop('stopped'), { once: true });
    const unwatch = revocations.watch(answersEndedBy(person), ending);
    void generation.over.then(unwatch);
    const onEnd = (status: MessageStatus): void => {
      const answer = status === 'complete' ? generation.text : null;
      if (question !== undefined) titles.soon({ conversation, model, person, question, answer });
    };
    const spentTokens = row.completionTokens ?? 0;
    const questionId = parentId ?? '';
    const known = thread === undefined ? {} : { thread };
    const plan = { generation, row, person, model, sampling, systemPrompt, questionId, spentTokens, onEnd, ...known };
    void makeReply(plan, this.#parts);
  }

  async #presetPrompt({ presetId, ownerId }: ConversationRow): Promise<string | null> {
    if (presetId === null) return null;
    const preset = await this.#parts.database.read.findOneBy(PresetRow, { id: presetId, ownerId }).catch(() => null);
    return preset?.systemPrompt ?? null;
  }
}
