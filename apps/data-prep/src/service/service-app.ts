import { Credentials, ensureBuiltInPeople, OpenRows, RevocationCheck, Revocations } from '@naru/access';
import type { Secret } from '@naru/config';
import type { Database } from '@naru/db';
import type { AppLogger } from '@naru/logging';
import { createNestApp, HealthChecks, type NestApp } from '@naru/nest';

import { Children, type ChildrenOptions } from './children.ts';
import { DataPlaces } from './data-places.ts';
import { DatasetIndex } from './datasets/dataset-index.ts';
import { DatasetsService } from './datasets/datasets.service.ts';
import { JobEvents } from './jobs/job-events.ts';
import { JobRunner } from './jobs/job-runner.ts';
import { JobsService } from './jobs/jobs.service.ts';
import { ServiceModule } from './service.module.ts';
import { Previews } from './sources/preview.ts';
import { SourcesService } from './sources/sources.service.ts';
import { Uploads } from './uploads/uploads.ts';

export interface ServiceOptions {
  readonly database: Database;
  readonly log: AppLogger['log'];
  /** The workspace: everything lies under its `data`. */
  readonly root: string;
  readonly children: ChildrenOptions;
  readonly authEnabled: boolean;
  /** Without sign-in: other machines may ask too. */
  readonly allowAnyone: boolean;
  readonly apiKey: Secret | undefined;
  readonly maxUploadBytes: number;
  readonly trustedProxies: readonly string[];
}

export interface ServiceApp {
  readonly nest: NestApp;
  /** @returns the address that it listens on */
  listen(where: { readonly host: string; readonly port: number }): Promise<string>;
  /** The job that runs is ended, and taken up again at the next start. */
  close(): Promise<void>;
}

/** A piece of an upload takes as long as the line is slow. */
const REQUEST_MS = 6 * 3600 * 1000;
const DRAIN_MS = 10_000;
const INSUFFICIENT_STORAGE = 507;

/** The data service over an open database, which stays the caller's. */
export async function createServiceApp(options: ServiceOptions): Promise<ServiceApp> {
  const { database, log, authEnabled, allowAnyone } = options;
  const { provided, uploads, datasets, runner, check } = partsOf(options);
  const nest = await createNestApp({
    module: ServiceModule.over(provided, { loopbackOnly: !authEnabled && !allowAnyone }),
    document: {
      title: 'Naru data-prep',
      version: '1',
      description: 'From sources to versioned datasets. Uploads: tus 1.0.',
    },
    log,
    requestTimeoutMs: REQUEST_MS,
    drainMs: DRAIN_MS,
    trustedProxies: options.trustedProxies,
    statuses: { 'disk.full': INSUFFICIENT_STORAGE },
  });
  const server = nest.app.getHttpAdapter().getInstance();
  // Uploads read the request themselves, however long it is.
  server.addContentTypeParser('application/offset+octet-stream', (_request, _payload, done) => done(null));
  nest.app.get(HealthChecks).add({ name: 'database', check: () => database.check() });
  await ensureBuiltInPeople(database);
  await uploads.start();
  await datasets.scan();
  const unlook = check.start();
  return {
    nest,
    listen: async (where) => {
      const address = await nest.listen(where);
      await runner.start();
      return address;
    },
    close: async () => {
      await Promise.all([runner.stop(), nest.close()]);
      unlook();
      uploads.stop();
    },
  };
}

function partsOf({ database, log, root, authEnabled, apiKey, maxUploadBytes, ...options }: ServiceOptions) {
  const places = new DataPlaces(root);
  const children = new Children(options.children);
  const revocations = new Revocations();
  const events = new JobEvents(places);
  const datasets = new DatasetIndex(database, places);
  const uploads = new Uploads({ database, places, log, maxBytes: maxUploadBytes });
  const sources = new SourcesService(database, places);
  const runner = new JobRunner({ database, places, children, events, datasets, log });
  const provided = [
    ...[uploads, sources, events, revocations],
    new Credentials({ database, authEnabled, apiKey }),
    new OpenRows(database),
    new Previews(places, children),
    new JobsService({ database, sources, runner, events }),
    new DatasetsService(database, datasets),
  ];
  return { provided, uploads, datasets, runner, check: new RevocationCheck({ database, revocations, log }) };
}
