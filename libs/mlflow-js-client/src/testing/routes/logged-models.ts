// Owns: the fake's logged models.
import { randomUUID } from 'node:crypto';
import type { FakeAnswer, Input } from '../request.ts';
import type { FakeLoggedModel, FakeState } from '../state.ts';

export function createLoggedModel(input: Input, state: FakeState): FakeAnswer {
  const model: FakeLoggedModel = {
    modelId: `m-${randomUUID().replaceAll('-', '')}`,
    experimentId: state.experiment(input.required('experiment_id')).experimentId,
    name: input.text('name') ?? 'model',
    modelType: input.text('model_type') ?? '',
    sourceRunId: input.text('source_run_id') ?? '',
    status: 'LOGGED_MODEL_PENDING',
    params: new Map(input.pairs('params')),
    tags: new Map(input.pairs('tags')),
  };
  state.loggedModels.set(model.modelId, model);
  return { json: { model: written(model) } };
}

export function getLoggedModel(modelId: string, state: FakeState): FakeAnswer {
  return { json: { model: written(state.loggedModel(modelId)) } };
}

export function finalizeLoggedModel(modelId: string, input: Input, state: FakeState): FakeAnswer {
  const model = state.loggedModel(modelId);
  model.status = input.required('status');
  return { json: { model: written(model) } };
}

function written(model: FakeLoggedModel): object {
  const pairs = (map: Map<string, string>): object[] => [...map].map(([key, value]) => ({ key, value }));
  return {
    info: {
      model_id: model.modelId,
      experiment_id: model.experimentId,
      name: model.name,
      model_type: model.modelType,
      source_run_id: model.sourceRunId,
      status: model.status,
      artifact_uri: `mlflow-artifacts:/${model.experimentId}/models/${model.modelId}/artifacts`,
      tags: pairs(model.tags),
    },
    data: { params: pairs(model.params) },
  };
}
