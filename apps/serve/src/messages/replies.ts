import { answersEndedBy, type Principal, type Revocations } from '@naru/access';
import type { ConversationRow, MessageRow, MessageStatus, Provenance } from '@naru/db';
import { PresetRow } from '@naru/db';
import type { EngineSupervisor } from '@naru/engine';
import type { EntityManager } from 'typeorm';

import type { Canaries } from '../canary/canaries.ts';
import type { Chosen, ModelChoice } from '../canary/choose-model.ts';
import type { ShadowAnswers } from '../canary/shadow-answers.ts';
import type { ServedModels } from '../models/served-models.ts';
import { provenanceOf } from '../provenance/provenance-of.ts';
import { Generation } from '../streams/generation.ts';
import type { Generations } from '../streams/generations.ts';
import { makeReply, type MakeReplyParts } from './make-reply.ts';
import type { MadeReply, Sampling } from './reply-plan.ts';
import type { Said } from './thread.ts';
import type { Titles } from './titles.ts';

export interface RepliesParts extends MakeReplyParts {
  readonly models: ServedModels;
  readonly choice: ModelChoice;
  readonly canaries: Canaries;
  readonly shadows: ShadowAnswers;
  readonly engine: EngineSupervisor;
  readonly baseSha256: () => string | null;
  readonly generations: Generations;
  readonly revocations: Revocations;
  readonly titles: Titles;
}

export interface Begin {
  readonly person: Principal;
  readonly conversation: ConversationRow;
  readonly chosen: Chosen;
  readonly row: MessageRow;
  readonly sampling: Sampling;
  /** The first question of a conversation: its title is made of it once the answer is there. */
  readonly question?: string;
  /** What was said so far, where that is known. */
  readonly thread?: readonly Said[];
}

interface Compared extends MadeReply {
  readonly sampling: Sampling;
}

/** Begins answers; each then goes on by itself. */
export class Replies {
  readonly models: ServedModels;
  readonly choice: ModelChoice;
  readonly #parts: RepliesParts;

  constructor(parts: RepliesParts) {
    this.#parts = parts;
    this.models = parts.models;
    this.choice = parts.choice;
  }

  provenance({ model, by }: Chosen, parameters: Provenance['parameters']): Provenance {
    const { engine, baseSha256 } = this.#parts;
    const base = { ...engine.base, sha256: baseSha256() };
    return provenanceOf(model, parameters, { base, engine: engine.status().engine, chosenBy: by });
  }

  /** Counts the answer in the canary that runs, within the write that keeps it. */
  async enter(
    manager: EntityManager,
    { conversationId, id: messageId }: MessageRow,
    { canary }: Chosen,
  ): Promise<void> {
    if (canary === null) return;
    const { id: canaryId, side } = canary;
    await this.#parts.canaries.enter(manager, { canaryId, conversationId, messageId, side });
  }

  async begin({ person, conversation, chosen, row, sampling, question, thread }: Begin): Promise<void> {
    const { model } = chosen;
    const { generations, revocations, titles } = this.#parts;
    const { id: messageId, conversationId, ownerId, content: text, parentId, streamId } = row;
    const generation = new Generation({ streamId: streamId ?? '', messageId, conversationId, ownerId, text });
    generations.add(generation);
    const systemPrompt = conversation.systemPrompt ?? (await this.#presetPrompt(conversation));
    const ending = new AbortController();
    ending.signal.addEventListener('abort', () => generation.stop('stopped'), { once: true });
    const unwatch = revocations.watch(answersEndedBy(person), ending);
    void generation.over.then(unwatch);
    const onEnd = (status: MessageStatus, made: MadeReply): void => {
      this.#compare(row, chosen, { ...made, sampling });
      const answer = status === 'complete' ? generation.text : null;
      if (question !== undefined) titles.soon({ conversation, model, person, question, answer });
    };
    const spentTokens = row.completionTokens ?? 0;
    const questionId = parentId ?? '';
    const known = thread === undefined ? {} : { thread };
    const plan = { generation, row, person, model, sampling, systemPrompt, questionId, spentTokens, onEnd, ...known };
    void makeReply(plan, this.#parts);
  }

  #compare({ id: messageId, conversationId }: MessageRow, { canary }: Chosen, made: Compared): void {
    if (canary === null) return;
    const { canaries, shadows } = this.#parts;
    void canaries.answered(messageId, made.ttftMs);
    const assigned = canaries.sideOf(conversationId);
    if (assigned?.isShadow !== true || assigned.id !== canary.id || made.prompt.length === 0) return;
    shadows.soon({
      ...{ canaryId: assigned.id, conversationId, messageId, candidate: assigned.candidate.id },
      messages: made.prompt,
      request: { ...made.sampling, ...(made.maxTokens !== null && { maxTokens: made.maxTokens }) },
    });
  }

  async #presetPrompt({ presetId, ownerId }: ConversationRow): Promise<string | null> {
    if (presetId === null) return null;
    const preset = await this.#parts.database.read.findOneBy(PresetRow, { id: presetId, ownerId }).catch(() => null);
    return preset?.systemPrompt ?? null;
  }
}
