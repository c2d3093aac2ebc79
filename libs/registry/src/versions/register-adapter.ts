import type { CallOptions, MlflowClient, ModelVersion } from '@naru/mlflow-js-client';

/** An adapter as MLflow is told of it. */
export interface AdapterToRegister {
  readonly runId: string;
  /** What serve calls it: `<configuration>@<first 8 of its sha256>`. */
  readonly name: string;
  readonly adapterSha256: string;
  readonly datasetId: string;
  readonly datasetSha256: string;
  readonly templateSha256: string | null;
  readonly base: { readonly id: string; readonly revision: string | null; readonly sha256: string | null };
  /** Null: its run is not in MLflow. */
  readonly mlflowRunId: string | null;
  /** Where the adapter's artifacts lie. */
  readonly source: string;
}

/** The version of the registered model that is this adapter; made once, however often it is asked for. */
export async function registerAdapter(
  client: MlflowClient,
  modelName: string,
  adapter: AdapterToRegister,
  call: CallOptions = {},
): Promise<ModelVersion> {
  await client.registry.models.getOrCreate(modelName, call);
  const { mlflowRunId } = adapter;
  return client.registry.versions.create(
    {
      name: modelName,
      source: adapter.source,
      ...(mlflowRunId === null ? {} : { runId: mlflowRunId }),
      idempotencyKey: adapter.runId,
      tags: tagsOf(adapter),
    },
    call,
  );
}

function tagsOf({ base, ...adapter }: AdapterToRegister): Record<string, string> {
  const tags = {
    'naru.runId': adapter.runId,
    'naru.name': adapter.name,
    'naru.adapterSha256': adapter.adapterSha256,
    'naru.datasetId': adapter.datasetId,
    'naru.data.sha256': adapter.datasetSha256,
    'naru.template.sha256': adapter.templateSha256,
    'naru.base.model': base.id,
    'naru.base.revision': base.revision,
    'naru.base.sha256': base.sha256,
  };
  return Object.fromEntries(
    Object.entries(tags).filter((tag): tag is [string, string] => tag[1] !== null && tag[1] !== ''),
  );
}
