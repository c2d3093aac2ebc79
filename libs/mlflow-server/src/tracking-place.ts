import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { AppError } from '@naru/contracts';

import type { MlflowSettings } from './settings.ts';

/** A server that others run, or a folder that a local server serves. */
export type TrackingPlace =
  | { readonly kind: 'remote'; readonly url: string }
  | { readonly kind: 'local'; readonly url: string; readonly store: LocalStore };

/** What lies where in the folder of a local server. */
export interface LocalStore {
  readonly folder: string;
  readonly database: string;
  readonly artifacts: string;
  /** Who serves it: the process and its port. */
  readonly record: string;
  readonly lock: string;
}

/**
 * What `MLFLOW_TRACKING_URI` means, a relative folder seen from `root`.
 *
 * @throws AppError `tracking.old-file-store`, or `environment.invalid` for what is neither a folder nor http(s)
 */
export function trackingPlace(settings: MlflowSettings, root: string): TrackingPlace {
  const uri = settings.trackingUri;
  if (/^https?:\/\//i.test(uri)) return { kind: 'remote', url: uri };
  const store = localStore(resolve(root, folderIn(uri)));
  refuseOldFileStore(store);
  return { kind: 'local', url: `http://127.0.0.1:${settings.port}`, store };
}

function folderIn(uri: string): string {
  if (/^file:\/\//i.test(uri)) return fileURLToPath(uri);
  if (!/^[a-z][a-z0-9+.-]+:/i.test(uri) && uri !== 'databricks') return uri;
  throw new AppError(
    'environment.invalid',
    `MLFLOW_TRACKING_URI: expected a folder or an http(s) address, found "${withoutPassword(uri)}"`,
    {
      hint: 'For a database of your own, start `mlflow server --backend-store-uri <database>` and give its http address.',
    },
  );
}

function withoutPassword(uri: string): string {
  return uri.replace(/\/\/[^@/]*@/, '//');
}

export function localStore(folder: string): LocalStore {
  return {
    folder,
    database: join(folder, 'mlflow.db'),
    artifacts: join(folder, 'artifacts'),
    record: join(folder, 'server.json'),
    lock: join(folder, 'server.lock'),
  };
}

/** As SQLAlchemy reads it: the path as it is after three slashes. */
export function databaseUri(store: LocalStore): string {
  return `sqlite:///${store.database}`;
}

/** MLflow up to 3.6 kept runs in folders, which 3.13 and later no longer serve. */
function refuseOldFileStore(store: LocalStore): void {
  if (existsSync(store.database) || !isFileStore(store.folder)) return;
  const fresh = `${store.database}.migrated`;
  throw new AppError(
    'tracking.old-file-store',
    `${store.folder} holds MLflow's old file store (experiments as folders), which this MLflow no longer serves.`,
    {
      hint:
        'Nothing was changed. Migrate it, its artifacts stay where they are:\n' +
        `  .venv/bin/mlflow migrate-filestore --source '${store.folder}' --target 'sqlite:///${fresh}' && mv '${fresh}' '${store.database}'\n` +
        'or set MLFLOW_TRACKING_URI to another folder.',
    },
  );
}

function isFileStore(folder: string): boolean {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { withFileTypes: true }).some(
    (entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'meta.yaml')),
  );
}
