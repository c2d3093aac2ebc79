import { join } from 'node:path';

import type { Database } from '@naru/db';
import type { AppLogger } from '@naru/logging';
import { clientOfWhoever, MlflowSettings } from '@naru/mlflow-server';
import { openRegistry, registeredModelName, RegistrySettings, type AdapterFiles } from '@naru/registry';
import { finishedRuns } from '@naru/runs';

import type { OpenRegistry } from './base-registry.ts';

export interface OpenRegistryParts {
  readonly load: <T extends object>(type: new () => T) => T;
  readonly database: Database;
  readonly log: AppLogger['log'];
  /** The workspace. */
  readonly root: string;
}

/**
 * The registry that the environment means. serve starts no MLflow and waits for none; without a place for one it goes on
 * without a registry.
 */
export function registryOf({ load, database, log, root }: OpenRegistryParts): {
  readonly open: OpenRegistry | undefined;
  readonly close: () => Promise<void>;
} {
  const { registeredModel } = load(RegistrySettings);
  try {
    const client = clientOfWhoever(load(MlflowSettings), root);
    const findAdapter = async (sha256: string): Promise<AdapterFiles | undefined> =>
      (await finishedRuns(join(root, 'models', 'fine-tuned'))).findLast((run) => run.sha256 === sha256);
    return {
      open: (baseId) =>
        openRegistry({ client, database, findAdapter, modelName: registeredModelName(baseId, registeredModel) }),
      close: () => client.close(),
    };
  } catch (error) {
    log.warn({ err: error }, 'there is no registry: nothing says what is in production');
    return { open: undefined, close: () => Promise.resolve() };
  }
}
