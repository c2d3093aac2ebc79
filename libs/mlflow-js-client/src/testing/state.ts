// Owns: what the fake server remembers.
import type { DatasetInput, Metric, RunStatus } from '../runs/run.ts';
import { FakeError, invalid, notFound } from './fake-error.ts';

export interface FakeExperiment {
  readonly experimentId: string;
  readonly name: string;
  readonly artifactLocation: string;
  readonly creationTime: number;
  deleted: boolean;
  readonly tags: Map<string, string>;
}

export interface FakeRun {
  readonly runId: string;
  readonly experimentId: string;
  name: string;
  status: RunStatus;
  readonly startTime: number;
  endTime: number | undefined;
  deleted: boolean;
  readonly artifactUri: string;
  readonly params: Map<string, string>;
  readonly tags: Map<string, string>;
  /** Every point once, in the order of arrival. */
  readonly points: Metric[];
  readonly pointKeys: Set<string>;
  readonly datasets: DatasetInput[];
  readonly modelInputs: string[];
  readonly modelOutputs: { readonly modelId: string; readonly step: number }[];
}

export interface FakeVersion {
  readonly version: string;
  readonly source: string;
  readonly runId: string;
  readonly creationTime: number;
  description: string;
  readonly tags: Map<string, string>;
}

export interface FakeModel {
  readonly name: string;
  readonly creationTime: number;
  description: string;
  readonly tags: Map<string, string>;
  readonly versions: Map<string, FakeVersion>;
  readonly aliases: Map<string, string>;
  lastVersion: number;
}

export interface FakeLoggedModel {
  readonly modelId: string;
  readonly experimentId: string;
  readonly name: string;
  readonly modelType: string;
  readonly sourceRunId: string;
  status: string;
  readonly params: Map<string, string>;
  readonly tags: Map<string, string>;
}

export class FakeState {
  readonly experiments = new Map<string, FakeExperiment>();
  readonly runs = new Map<string, FakeRun>();
  readonly models = new Map<string, FakeModel>();
  readonly loggedModels = new Map<string, FakeLoggedModel>();
  /** Path below the proxy's root, such as `1/<run id>/artifacts/adapter/config.json`. */
  readonly artifacts = new Map<string, Buffer>();

  constructor() {
    this.addExperiment('Default', {});
  }

  addExperiment(name: string, tags: Readonly<Record<string, string>>): FakeExperiment {
    const experimentId = String(this.experiments.size);
    const experiment: FakeExperiment = {
      experimentId,
      name,
      artifactLocation: `mlflow-artifacts:/${experimentId}`,
      creationTime: Date.now(),
      deleted: false,
      tags: new Map(Object.entries(tags)),
    };
    this.experiments.set(experimentId, experiment);
    return experiment;
  }

  experiment(experimentId: string): FakeExperiment {
    if (!/^\d+$/.test(experimentId)) {
      throw invalid(`Invalid experiment ID '${experimentId}'. Experiment ID must be a valid integer.`);
    }
    const found = this.experiments.get(experimentId);
    if (!found) throw notFound(`No Experiment with id=${experimentId} exists`);
    return found;
  }

  run(runId: string): FakeRun {
    const found = this.runs.get(runId);
    if (!found) throw notFound(`Run with id=${runId} not found`);
    return found;
  }

  /** A run that may be written to. */
  activeRun(runId: string): FakeRun {
    const found = this.run(runId);
    if (found.deleted) throw invalid(`The run ${runId} must be in the 'active' state. Current state is deleted.`);
    return found;
  }

  model(name: string): FakeModel {
    const found = this.models.get(name);
    if (!found) throw notFound(`Registered Model with name=${name} not found`);
    return found;
  }

  version(name: string, version: string): FakeVersion {
    const found = this.model(name).versions.get(version);
    if (!found) throw notFound(`Model Version (name=${name}, version=${version}) not found`);
    return found;
  }

  loggedModel(modelId: string): FakeLoggedModel {
    const found = this.loggedModels.get(modelId);
    if (!found) throw new FakeError(404, 'RESOURCE_DOES_NOT_EXIST', `Logged model with ID '${modelId}' not found.`);
    return found;
  }
}
