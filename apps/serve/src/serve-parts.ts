import { Credentials, OpenRows, RevocationCheck, Revocations } from '@naru/access';
import type { Secret } from '@naru/config';
import { keepIndexed, type Database } from '@naru/db';
import type { EngineSupervisor } from '@naru/engine';
import type { AppLogger } from '@naru/logging';
import type { FinishedRun } from '@naru/runs';

import { AccountsService } from './accounts/accounts.service.ts';
import { OwnAccountService } from './accounts/own-account.service.ts';
import { Passwords } from './accounts/passwords.ts';
import { AdminService } from './admin/admin.service.ts';
import { trialParts, type TrialParts } from './canary/trial-parts.ts';
import { AnswerMetrics } from './completions/answer-metrics.ts';
import { CompletionsService } from './completions/completions.service.ts';
import { ConversationsService } from './conversations/conversations.service.ts';
import { Exports } from './conversations/exports.ts';
import { FeedbackExports } from './feedback/exports/feedback-exports.service.ts';
import { FeedbackService } from './feedback/feedback.service.ts';
import type { OpenRegistry } from './following/base-registry.ts';
import { KeysService } from './keys/keys.service.ts';
import { Attempts } from './limits/attempts.ts';
import { Limiter, type AllLimits } from './limits/limiter.ts';
import type { LimitStore } from './limits/limit-store.ts';
import { MessageList } from './messages/message-list.ts';
import { MessagesService } from './messages/messages.service.ts';
import { Replies } from './messages/replies.ts';
import { Titles } from './messages/titles.ts';
import { ServedModels } from './models/served-models.ts';
import { Page } from './page/page.ts';
import { PresetsService } from './presets/presets.service.ts';
import { MlflowLinks } from './provenance/mlflow-links.ts';
import { registryParts } from './registry/registry-parts.ts';
import { Oidc } from './sessions/oidc.ts';
import { OidcSignIn } from './sessions/oidc-sign-in.ts';
import { SessionsService } from './sessions/sessions.service.ts';
import { SignInOptions } from './sessions/sign-in-options.ts';
import { alone, type Sharing } from './sharing/sharing.ts';
import { Generations } from './streams/generations.ts';
import { LostAnswers } from './streams/lost-answers.ts';
import { SharedStreams } from './streams/shared-streams.ts';
import { DayCounts } from './usage/day-counts.ts';
import { UsageBook } from './usage/usage-book.ts';
import { UsageReport } from './usage/usage-report.ts';

export interface OidcProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly name: string;
}

export interface ServeOptions {
  readonly database: Database;
  readonly engine: EngineSupervisor;
  readonly adapterForm: 'gguf' | 'peft';
  readonly runs: { news(): Promise<readonly FinishedRun[]> };
  readonly log: AppLogger['log'];
  readonly authEnabled: boolean;
  /** Without sign-in: other machines may ask too. */
  readonly allowAnyone?: boolean;
  readonly apiKey: Secret | undefined;
  readonly defaultModel: string | undefined;
  readonly limits: AllLimits;
  /** With other processes; by default this one is alone. */
  readonly sharing?: Sharing | undefined;
  readonly leaseMs?: number;
  readonly keepTellMs?: number;
  /** How often what was used is written. */
  readonly usageEveryMs?: number;
  readonly oidc: OidcProvider | undefined;
  /** Where people open the page; known once the server listens, where it is not set. */
  readonly publicUrl: () => string;
  /** Address of MLflow's page, where people reach one. */
  readonly mlflowPage: string | undefined;
  readonly webFolder: string;
  /** Where the data service listens; undefined: there is none. */
  readonly dataUrl?: string | undefined;
  /** Where exports of feedback are put. */
  readonly feedbackFolder: string;
  /** Where evaluations leave their reports. */
  readonly resultsFolder: string;
  /** Where datasets are. */
  readonly datasetsFolder: string;
  readonly baseSha256?: () => string | null;
  readonly lookEveryMs?: number;
  /** What says which model is in production; undefined: nothing does. */
  readonly openRegistry?: OpenRegistry | undefined;
  readonly followEveryMs?: number;
  readonly canaryEveryMs?: number;
}

export interface ServeParts {
  readonly generations: Generations;
  readonly models: ServedModels;
  readonly trial: TrialParts;
  readonly titles: Titles;
  readonly accounts: AccountsService;
  readonly metrics: AnswerMetrics;
  readonly lost: LostAnswers;
  readonly counts: DayCounts;
  /** Begins to hear of other processes. @returns what ends it */
  readonly listen: () => () => void;
  /** Begins to index what is said. @returns what ends it, with the last of it indexed */
  readonly index: () => () => Promise<void>;
  /** What the routes are given. */
  readonly provided: readonly object[];
}

/** Every object of the app, and what each is given. */
export function serveParts(options: ServeOptions): ServeParts {
  const { database, engine, log } = options;
  const { client } = engine;
  const { limits: store, bus, leases } = options.sharing ?? alone();
  const counts = new DayCounts({ database, log, writeEveryMs: options.usageEveryMs });
  const limiter = new Limiter(store, counts, options.limits);
  const usage = new UsageBook(counts, limiter);
  const metrics = new AnswerMetrics();
  const revocations = new Revocations(bus);
  const check = new RevocationCheck({ database, revocations, log });
  const generations = new Generations({ database, log });
  const streams = new SharedStreams({ bus, database, generations });
  const lost = new LostAnswers({ database, generations, leases, log, leaseMs: options.leaseMs });
  const models = new ServedModels({ ...options, database, engine, log });
  const titles = new Titles({ database, client, usage, log, running: () => generations.count });
  const baseSha256 = options.baseSha256 ?? (() => null);
  const trial = trialParts(options, { models, answers: metrics, baseSha256 });
  const shared = { database, client, usage, metrics, log, models, revocations, limiter };
  const replies = new Replies({
    ...shared,
    ...{ engine, baseSha256, generations, titles },
    ...{ choice: trial.choice, canaries: trial.canaries, shadows: trial.shadows },
    closing: generations.closing,
    keepTellMs: options.keepTellMs,
  });
  const links = new MlflowLinks(options.mlflowPage);
  const people = peopleParts(options, { store, revocations });
  const provided = [
    ...people.provided,
    ...[trial.registry, trial.follower, trial.service],
    ...[limiter, counts, revocations, generations, models, streams],
    new CompletionsService(shared),
    new ConversationsService(database, models, generations, streams),
    new MessagesService({ database, replies, limiter }),
    new MessageList(database, generations, streams),
    new Exports(database),
    new FeedbackService(database),
    new FeedbackExports(database, options.feedbackFolder),
    new PresetsService(database, models),
    links,
    ...registryParts(options, { registry: trial.registry, follower: trial.follower, links }),
    new Page(options.webFolder),
    new UsageReport(database, counts),
  ];
  const listen = (): (() => void) => {
    streams.start();
    const ends = [revocations.listen(), check.start(), () => streams.stop()];
    return () => ends.forEach((end) => end());
  };
  const onError = (error: unknown): void =>
    log.warn({ err: error }, 'messages could not be indexed; that is tried again');
  const index = (): (() => Promise<void>) => keepIndexed(database, { onError });
  const { accounts } = people;
  return { generations, models, trial, titles, accounts, metrics, lost, counts, listen, index, provided };
}

interface PeopleNeeds {
  readonly store: LimitStore;
  readonly revocations: Revocations;
}

function peopleParts(options: ServeOptions, { store, revocations }: PeopleNeeds) {
  const { database, authEnabled, allowAnyone = false, apiKey, publicUrl, oidc } = options;
  const passwords = new Passwords();
  const accounts = new AccountsService(database, passwords);
  const attempts = new Attempts(store);
  const redirectUri = (): string => `${publicUrl()}/api/auth/oidc/callback`;
  const isHttps = publicUrl().startsWith('https:');
  const provided = [
    accounts,
    new Credentials({ database, authEnabled, apiKey }),
    new OpenRows(database),
    new SessionsService({ database, passwords, attempts, revocations }),
    new SignInOptions({
      authEnabled,
      isHttps,
      oidcName: authEnabled ? (oidc?.name ?? null) : null,
      loopbackOnly: !authEnabled && !allowAnyone,
      hasData: options.dataUrl !== undefined,
    }),
    new OidcSignIn({
      oidc: oidc === undefined || !authEnabled ? undefined : new Oidc({ ...oidc, redirectUri }),
      accounts,
      log: options.log,
    }),
    attempts,
    new KeysService(database, revocations),
    new AdminService(database, accounts, revocations, publicUrl),
    new OwnAccountService({ database, passwords, attempts, revocations, authEnabled }),
  ];
  return { accounts, provided };
}
