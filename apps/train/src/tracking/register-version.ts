import type { TrainJob } from '@naru/contracts';
import type { CallOptions, MlflowClient } from '@naru/mlflow-js-client';
import { registerAdapter, registeredModelName } from '@naru/registry/versions';

import type { RunFacts } from './run-facts.ts';

export interface AdapterVersion {
  readonly job: TrainJob;
  /** Of a finished run. */
  readonly facts: RunFacts;
  readonly adapterSha256: string;
  readonly mlflowRunId: string;
  /** Where the adapter's artifacts lie. */
  readonly source: string;
}

/** The version of the registered model that is this run's adapter; made once, however often it is asked for. */
export async function registerVersion(
  client: MlflowClient,
  { job, facts, adapterSha256, mlflowRunId, source }: AdapterVersion,
  call: CallOptions,
): Promise<{ readonly name: string; readonly version: string }> {
  const { base, config, data, provenance } = job;
  const modelName = registeredModelName(base.id, config.registered_model_name);
  const adapter = {
    runId: job.runId,
    name: `${config.name}@${adapterSha256.slice(0, 8)}`,
    ...{ adapterSha256, mlflowRunId, source, base },
    ...{ datasetId: data.id, datasetSha256: data.sha256 },
    templateSha256: facts.preflight?.chatTemplateSha256 ?? provenance.chatTemplateSha256,
  };
  const { version } = await registerAdapter(client, modelName, adapter, call);
  return { name: modelName, version };
}
