import { createMlflowClient } from '../src/index.ts';

export async function registerAModel(trackingUri: string, runId: string, folder: string): Promise<string> {
  const mlflow = createMlflowClient({ trackingUri });

  await mlflow.artifacts.uploadFolder(runId, folder, 'adapter'); // streamed, four files at a time
  await mlflow.registry.models.getOrCreate({ name: 'naru-chat', tags: { base: 'SmolLM2-135M' } });
  const version = await mlflow.registry.versions.create({
    name: 'naru-chat',
    source: `runs:/${runId}/adapter`,
    runId,
    idempotencyKey: runId,
  });
  await mlflow.registry.aliases.set('naru-chat', 'champion', version.version);

  const champion = await mlflow.registry.aliases.get('naru-chat', 'champion');
  await mlflow.artifacts.downloadFolder(champion?.runId ?? runId, 'adapter', `${folder}-again`);

  await mlflow.close();
  return `naru-chat version ${champion?.version ?? 'none'}`;
}
