import { AppError } from '@naru/contracts';
import type { CanaryRow } from '@naru/db';
import type { AppLogger } from '@naru/logging';
import { readReport } from '@naru/registry';

import type { BaseRegistry } from '../following/base-registry.ts';
import type { End } from './end-of-canary.ts';

export interface PromoteWinnerParts {
  readonly registry: BaseRegistry;
  /** Where evaluations leave their reports. */
  readonly resultsFolder: string;
  readonly log: AppLogger['log'];
}

const AGAIN_MS = 60_000;

/** Promotes a candidate that won, as anybody else would: everything that a promotion demands is demanded again. */
export class PromoteWinner {
  readonly #parts: PromoteWinnerParts;
  #refused: { readonly canary: string; readonly because: string; readonly againAt: number } | undefined;

  constructor(parts: PromoteWinnerParts) {
    this.#parts = parts;
  }

  /** Why the winner is not in production yet; null: nothing speaks against it. */
  refusal(canaryId: string): string | null {
    return this.#refused?.canary === canaryId ? this.#refused.because : null;
  }

  /** @returns how the canary ends; undefined: it was refused, and is tried again later */
  async promote(row: CanaryRow): Promise<End | undefined> {
    const { registry, resultsFolder, log } = this.#parts;
    if (this.#refused?.canary === row.id && this.#refused.againAt > Date.now()) return undefined;
    const because = 'It was no worse in anything that was compared.';
    try {
      const report = row.evalId === null ? null : await readReport(resultsFolder, row.evalId);
      const order = {
        adapterSha256: row.candidateSha256,
        report,
        engine: registry.servedBy,
        by: 'canary',
        why: because,
      };
      await registry.required().promote(order);
      return { state: 'promoted', because };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.#refused = { canary: row.id, because: error.message, againAt: Date.now() + AGAIN_MS };
      log.warn({ err: error, canary: row.id }, 'the winner of a canary is not promoted yet');
      return undefined;
    }
  }
}
