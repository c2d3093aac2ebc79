// Owns: the fake's experiments.
import { checkLength, checkName } from '../checks.ts';
import { exists, notFound } from '../fake-error.ts';
import { filterRows, orderRows, page } from '../filter.ts';
import type { FakeAnswer, Input } from '../request.ts';
import type { FakeExperiment, FakeState } from '../state.ts';

export function createExperiment(input: Input, state: FakeState): FakeAnswer {
  const name = input.required('name');
  checkLength('name', name, 500);
  const tags = input.pairs('tags');
  for (const [key, value] of tags) {
    checkName('key', key);
    checkLength('value', value, 20_000);
  }
  if (byName(state, name)) throw exists(`Experiment(name=${name}) already exists.`);
  return { json: { experiment_id: state.addExperiment(name, Object.fromEntries(tags)).experimentId } };
}

export function getExperiment(input: Input, state: FakeState): FakeAnswer {
  return { json: { experiment: written(state.experiment(input.required('experiment_id'))) } };
}

export function getExperimentByName(input: Input, state: FakeState): FakeAnswer {
  const name = input.required('experiment_name');
  const found = byName(state, name);
  if (!found) throw notFound(`Could not find experiment with name '${name}'`);
  return { json: { experiment: written(found) } };
}

export function searchExperiments(input: Input, state: FakeState): FakeAnswer {
  const view = input.text('view_type') ?? 'ACTIVE_ONLY';
  const lookup = (row: FakeExperiment, kind: string, key: string): string | number | undefined => {
    if (kind === 'tags') return row.tags.get(key);
    return { name: row.name, experiment_id: Number(row.experimentId), creation_time: row.creationTime }[key];
  };
  const seen = [...state.experiments.values()].filter(
    (row) => view === 'ALL' || row.deleted === (view === 'DELETED_ONLY'),
  );
  const standard = ['creation_time DESC', 'experiment_id DESC'];
  const orderBy = input.texts('order_by');
  const rows = orderRows(
    filterRows(seen, input.text('filter'), lookup),
    orderBy.length > 0 ? orderBy : standard,
    lookup,
  );
  const [items, next] = page(rows, input.integer('max_results') ?? 0, input.text('page_token'));
  return { json: { experiments: items.map(written), next_page_token: next } };
}

export function setExperimentTag(input: Input, state: FakeState): FakeAnswer {
  const key = input.required('key');
  checkName('key', key);
  state.experiment(input.required('experiment_id')).tags.set(key, input.text('value') ?? '');
  return { json: {} };
}

export function deleteExperiment(input: Input, state: FakeState): FakeAnswer {
  mark(state, input.required('experiment_id'), true);
  return { json: {} };
}

export function restoreExperiment(input: Input, state: FakeState): FakeAnswer {
  mark(state, input.required('experiment_id'), false);
  return { json: {} };
}

function mark(state: FakeState, experimentId: string, deleted: boolean): void {
  const experiment = state.experiment(experimentId);
  if (experiment.deleted === deleted) throw notFound(`No Experiment with id=${experimentId} exists`);
  experiment.deleted = deleted;
  for (const run of state.runs.values()) if (run.experimentId === experimentId) run.deleted = deleted;
}

function byName(state: FakeState, name: string): FakeExperiment | undefined {
  return [...state.experiments.values()].find((experiment) => experiment.name === name);
}

function written(experiment: FakeExperiment): object {
  return {
    experiment_id: experiment.experimentId,
    name: experiment.name,
    artifact_location: experiment.artifactLocation,
    lifecycle_stage: experiment.deleted ? 'deleted' : 'active',
    creation_time: experiment.creationTime,
    last_update_time: experiment.creationTime,
    tags: [...experiment.tags].map(([key, value]) => ({ key, value })),
  };
}
