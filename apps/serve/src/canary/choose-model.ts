import type { MessageRow, Provenance } from '@naru/db';

import type { ServedModel, ServedModels } from '../models/served-models.ts';
import type { Side } from './comparison.ts';
import type { Canaries } from './canaries.ts';

/** The model of one answer, and who chose it. */
export interface Chosen {
  readonly model: ServedModel;
  readonly by: NonNullable<Provenance['chosenBy']>;
  /** The canary that counts the answer; null: none does. */
  readonly canary: { readonly id: string; readonly side: Side } | null;
}

/** Which model answers: the one that a person named, the one of the conversation's side in a canary, or the default. */
export class ModelChoice {
  readonly #models: ServedModels;
  readonly #canaries: Canaries;

  constructor(models: ServedModels, canaries: Canaries) {
    this.#models = models;
    this.#canaries = canaries;
  }

  /** @throws AppError `engine.model-unknown` for a name that none has */
  of(conversationId: string, named: string | null): Chosen {
    if (named !== null) return { model: this.#models.resolve(named), by: 'name', canary: null };
    const canary = this.#canaries.sideOf(conversationId);
    if (canary?.side === 'candidate' && !canary.isShadow) {
      return { model: canary.candidate, by: 'canary', canary: { id: canary.id, side: 'candidate' } };
    }
    const counted = canary === null ? null : { id: canary.id, side: 'baseline' as const };
    return { model: this.#models.resolve(null), by: 'default', canary: counted };
  }

  /** Another answer in the place of one: by the model that was named for it, else by the one of the moment. */
  again({ conversationId, model, provenance }: MessageRow, named: string | null): Chosen {
    const wasNamed = provenance?.chosenBy === undefined || provenance.chosenBy === 'name';
    return this.of(conversationId, named ?? (wasNamed ? model : null));
  }

  /** The rest of an answer: by the model that began it, unless that was a candidate which was taken back. */
  goOn({ conversationId, model, provenance }: MessageRow): Chosen {
    if (provenance?.chosenBy === 'canary') return this.of(conversationId, null);
    return { model: this.#models.resolve(model), by: provenance?.chosenBy ?? 'name', canary: null };
  }
}
