import { AppError } from '@naru/contracts';
import { decidedIn, registeredModelName, RegistrySettings } from '@naru/registry';

import type { CommandContext } from '../commands/context.ts';
import { withDatabase, withRegistry } from '../promotion/with-registry.ts';

/**
 * SHA-256 of the adapter that people are served with this base model; null: the base model alone. While MLflow is away it
 * is what the audit log has.
 */
export async function productionOf(baseId: string, context: CommandContext): Promise<string | null> {
  try {
    await withRegistry(baseId, context, (registry) => registry.settle());
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    context.progress.say(
      `Taken from the audit log, since MLflow could not be asked what is in production: ${error.message}`,
    );
  }
  const modelName = registeredModelName(baseId, context.load(RegistrySettings).registeredModel);
  const { production } = await withDatabase(context, (database) => decidedIn(database, modelName));
  return production?.adapterSha256 ?? null;
}
