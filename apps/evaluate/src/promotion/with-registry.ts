import { join } from 'node:path';

import { databasePlace, DatabaseSettings, openDatabase, type Database } from '@naru/db';
import { LoggingSettings } from '@naru/logging';
import { connectTo, MlflowSettings } from '@naru/mlflow-server';
import { openRegistry, registeredModelName, RegistrySettings, type Registry } from '@naru/registry';
import { finishedRuns } from '@naru/runs';

import type { CommandContext } from '../commands/context.ts';

/** Where runs are kept: `models/fine-tuned`. */
export const runsFolder = ({ places }: CommandContext): string => join(places.root, 'models', 'fine-tuned');

/** Opens the database that serve uses for as long as `work` takes. */
export async function withDatabase<T>({ load }: CommandContext, work: (database: Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(databasePlace(load(DatabaseSettings)));
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/**
 * Opens the registry of a base model for as long as `work` takes, with what the last command left undone carried out. A
 * local MLflow is started where none runs.
 *
 * @throws AppError `tracking.*`, `database.*`
 */
export async function withRegistry<T>(
  baseId: string,
  context: CommandContext,
  work: (registry: Registry) => Promise<T>,
): Promise<T> {
  const { load, places, signal } = context;
  const logDir = join(places.root, load(LoggingSettings).dir);
  const { client } = await connectTo(load(MlflowSettings), { root: places.root, logDir, signal });
  try {
    return await withDatabase(context, (database) => {
      const modelName = registeredModelName(baseId, load(RegistrySettings).registeredModel);
      const findAdapter = async (sha256: string) =>
        (await finishedRuns(runsFolder(context))).findLast((run) => run.sha256 === sha256);
      return work(openRegistry({ client, database, modelName, findAdapter }));
    });
  } finally {
    await client.close();
  }
}
