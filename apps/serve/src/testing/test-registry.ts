import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Database } from '@naru/db';
import { createMlflowClient } from '@naru/mlflow-js-client';
import { startFakeMlflow, type FakeMlflow } from '@naru/mlflow-js-client/testing';
import { openRegistry, type Registry } from '@naru/registry';
import { finishedRuns } from '@naru/runs';
import { writeRun } from '@naru/runs/testing';

import type { OpenRegistry } from '../following/base-registry.ts';

export interface TestRegistry {
  readonly mlflow: FakeMlflow;
  readonly open: OpenRegistry;
  readonly registry: Registry;
  /** Where runs are, once that is known. */
  runsFolder: string;
  /** A finished run of the fake engine's base model. */
  run(name: string): { readonly name: string; readonly sha256: string };
  close(): Promise<void>;
}

/** The real registry over a fake MLflow, of what is in a database. */
export async function testRegistry(database: Database): Promise<TestRegistry> {
  const mlflow = await startFakeMlflow();
  const client = createMlflowClient({ trackingUri: mlflow.url, retry: false });
  const open: OpenRegistry = (baseId) => openRegistry({ client, database, modelName: baseId, findAdapter });
  const findAdapter = async (sha256: string) =>
    (await finishedRuns(made.runsFolder)).find((run) => run.sha256 === sha256);
  let runs = 0;
  const made: TestRegistry = {
    ...{ mlflow, open, registry: open('fake-base'), runsFolder: '' },
    run: (configuration) => {
      const sha256 = createHash('sha256').update(configuration).digest('hex');
      runs += 1;
      const runId = `20261123T00000${runs}-aaaaaa`;
      const name = writeRun(made.runsFolder, { runId, name: configuration, sha256 });
      writeFileSync(join(made.runsFolder, runId, 'adapter', 'adapter_model.safetensors'), configuration);
      return { name, sha256 };
    },
    close: async () => {
      await client.close();
      await mlflow.close();
    },
  };
  return made;
}
