import { ensureBuiltInPeople } from '@naru/access';
import { AppError } from '@naru/contracts';
import type { Database } from '@naru/db';
import type { EngineSupervisor } from '@naru/engine';
import { createNestApp, HealthChecks, Metrics, type NestApp } from '@naru/nest';

import { addDataProxy } from './data/data-proxy.ts';
import { ServeModule } from './serve.module.ts';
import { serveParts, type ServeOptions } from './serve-parts.ts';

export interface ServeAppOptions extends Omit<ServeOptions, 'publicUrl'> {
  readonly publicUrl?: string | undefined;
  readonly bodyLimitBytes?: number;
  readonly corsOrigins?: readonly string[];
  readonly trustedProxies?: readonly string[];
  readonly drainMs?: number;
}

export interface ServeApp {
  readonly nest: NestApp;
  /** The address that people open. */
  readonly publicUrl: string;
  /** @returns the address that it listens on */
  listen(where: { readonly host: string; readonly port: number }): Promise<string>;
  /** The link by which the first administrator makes their account; undefined where there is one, or no sign-in. */
  firstAdminLink(): Promise<string | undefined>;
  /** Lets answers under way end for a while; what is not done by then is interrupted, and can be gone on with. */
  close(): Promise<void>;
}

const DRAIN_MS = 20_000;
/** A piece of an upload takes as long as the line is slow. */
const UPLOAD_MS = 600_000;
const INSUFFICIENT_STORAGE = 507;
/** Long enough for another process to name a conversation of which an answer has just come. */
const OTHERS_NAME_MS = 60_000;
/** For readers to be told that their answer was interrupted. */
const LAST_WORDS_MS = 2000;

/** The app over an open database and an engine, both of which stay the caller's. */
export async function createServeApp(options: ServeAppOptions): Promise<ServeApp> {
  const { log, authEnabled, bodyLimitBytes, corsOrigins, trustedProxies, drainMs = DRAIN_MS, dataUrl } = options;
  let publicUrl = options.publicUrl?.replace(/\/+$/, '') ?? '';
  const parts = serveParts({ ...options, publicUrl: () => publicUrl });
  const nest = await createNestApp({
    module: ServeModule.over(parts.provided),
    document: {
      title: 'Naru',
      version: '1',
      description: 'Chat: conversations, answers, feedback; and an OpenAI-compatible API.',
    },
    log,
    drainMs: drainMs + LAST_WORDS_MS,
    statuses: { 'disk.full': INSUFFICIENT_STORAGE },
    ...(bodyLimitBytes !== undefined && { bodyLimitBytes }),
    ...(dataUrl !== undefined && { requestTimeoutMs: UPLOAD_MS }),
    ...(corsOrigins !== undefined && { corsOrigins }),
    ...(trustedProxies !== undefined && { trustedProxies }),
  });
  addDataProxy(nest, { url: dataUrl, loopbackOnly: !authEnabled && options.allowAnyone !== true, log });
  await ensureBuiltInPeople(options.database);
  await parts.lost.start();
  await parts.titles.catchUp(options.sharing === undefined ? 0 : OTHERS_NAME_MS);
  const unlisten = parts.listen();
  const endIndexing = parts.index();
  await parts.models.start();
  await parts.trial.follower.start();
  await parts.trial.canaries.start();
  for (const metrics of [parts.metrics, ...parts.trial.metrics]) metrics.addTo(nest.app.get(Metrics).registry);
  addChecks(nest.app.get(HealthChecks), options);
  return {
    nest,
    get publicUrl() {
      return publicUrl;
    },
    listen: async (where) => {
      const address = await nest.listen(where);
      if (publicUrl === '') publicUrl = address;
      return address;
    },
    firstAdminLink: async () => {
      if (!authEnabled || !(await parts.accounts.needsFirstAdmin())) return undefined;
      return `${publicUrl}/welcome?token=${await parts.accounts.newLink('first-admin', null)}`;
    },
    close: async () => {
      await Promise.all([parts.generations.close(drainMs), nest.close()]);
      unlisten();
      const { follower, canaries, shadows } = parts.trial;
      await Promise.all([follower.stop(), canaries.stop(), shadows.stop()]);
      await Promise.all([parts.models.stop(), parts.titles.stop(), parts.lost.stop()]);
      await Promise.all([parts.counts.stop(), endIndexing()]);
    },
  };
}

function addChecks(checks: HealthChecks, { database, engine }: { database: Database; engine: EngineSupervisor }): void {
  checks.add({ name: 'database', check: () => database.check() });
  checks.add({
    name: 'engine',
    check: () => {
      const { state, problem } = engine.status();
      if (state === 'ready') return Promise.resolve();
      return Promise.reject(new AppError('service.unready', problem ?? `The engine is ${state}.`));
    },
  });
}
