// Owns: what an experiment is, and reading one from an answer.
import type { Fields } from '../encoding.ts';

export interface Experiment {
  readonly experimentId: string;
  readonly name: string;
  readonly artifactLocation: string;
  readonly lifecycleStage: 'active' | 'deleted';
  /** Milliseconds since 1970. */
  readonly creationTime: number | undefined;
  readonly lastUpdateTime: number | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

export interface NewExperiment {
  readonly name: string;
  /** Where the runs' artifacts go; by default what the server was started with. */
  readonly artifactLocation?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export function readExperiment(fields: Fields): Experiment {
  return {
    experimentId: fields.requiredText('experiment_id'),
    name: fields.text('name'),
    artifactLocation: fields.text('artifact_location'),
    lifecycleStage: fields.text('lifecycle_stage') === 'deleted' ? 'deleted' : 'active',
    creationTime: fields.optionalInteger('creation_time'),
    lastUpdateTime: fields.optionalInteger('last_update_time'),
    tags: fields.pairs('tags'),
  };
}
