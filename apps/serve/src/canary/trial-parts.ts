import { ProductionFollower } from '../following/production-follower.ts';
import { BaseRegistry } from '../following/base-registry.ts';
import { FollowingMetrics } from '../following/following-metrics.ts';
import type { AnswerMetrics } from '../completions/answer-metrics.ts';
import type { ServedModels } from '../models/served-models.ts';
import type { ServeOptions } from '../serve-parts.ts';
import { Canaries } from './canaries.ts';
import { CanariesService } from './canaries.service.ts';
import { CanaryMetrics } from './canary-metrics.ts';
import { ModelChoice } from './choose-model.ts';
import { PromoteWinner } from './promote-winner.ts';
import { ShadowAnswers } from './shadow-answers.ts';

export interface TrialNeeds {
  readonly models: ServedModels;
  readonly answers: AnswerMetrics;
  readonly baseSha256: () => string | null;
}

/** What decides which model people get: production, and the candidate that is tried beside it. */
export interface TrialParts {
  readonly registry: BaseRegistry;
  readonly follower: ProductionFollower;
  readonly canaries: Canaries;
  readonly choice: ModelChoice;
  readonly shadows: ShadowAnswers;
  readonly service: CanariesService;
  readonly metrics: readonly [FollowingMetrics, CanaryMetrics];
}

export function trialParts(options: ServeOptions, { models, answers, baseSha256 }: TrialNeeds): TrialParts {
  const { database, engine, log, openRegistry, resultsFolder, defaultModel } = options;
  const { followEveryMs, canaryEveryMs } = options;
  const metrics = [new FollowingMetrics(), new CanaryMetrics()] as const;
  const [following, canary] = metrics;
  const registry = new BaseRegistry({ engine, open: openRegistry, baseSha256 });
  const shared = { database, engine, models, registry, log };
  const follower = new ProductionFollower({ ...shared, answers, metrics: following, defaultModel, followEveryMs });
  const promote = new PromoteWinner({ registry, resultsFolder, log });
  const canaries = new Canaries({ ...shared, promote, metrics: canary, canaryEveryMs });
  const { client } = engine;
  const shadows = new ShadowAnswers({ database, client, metrics: canary, log, running: () => answers.running() });
  const choice = new ModelChoice(models, canaries);
  const service = new CanariesService({ ...shared, follower, canaries, promote });
  return { registry, follower, canaries, choice, shadows, service, metrics };
}
