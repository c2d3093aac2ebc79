import type { TrainJob } from '@naru/contracts';
import type { CallOptions, MlflowClient } from '@naru/mlflow-js-client';

import { tags } from './describe-run.ts';

export interface AdapterVersion {
  readonly job: TrainJob;
  readonly adapterSha256: string;
  readonly mlflowRunId: string;
  /** Where the adapter's artifacts lie. */
  readonly source: string;
}

/** The version of the registered model that is this run's adapter; made once, however often it is asked for. */
export async function registerVersion(
  client: MlflowClient,
  { job, adapterSha256, mlflowRunId, source }: AdapterVersion,
  call: CallOptions,
): Promise<{ readonly name: string; readonly version: string }> {
  const name = modelNameOf(job);
  await client.registry.models.getOrCreate(name, call);
  const { version } = await client.registry.versions.create(
    {
      name,
      source,
      runId: mlflowRunId,
      idempotencyKey: job.runId,
      tags: tags({
        'naru.runId': job.runId,
        'naru.adapterSha256': adapterSha256,
        'naru.datasetId': job.data.id,
        'naru.base.model': job.base.id,
        'naru.base.revision': job.base.revision,
        'naru.base.sha256': job.base.sha256,
      }),
    },
    call,
  );
  return { name, version };
}

/** MLflow takes no slash and no colon in a model's name. */
function modelNameOf({ config }: TrainJob): string {
  return (config.registered_model_name ?? config.name).replaceAll(/[/:]/g, '-');
}
