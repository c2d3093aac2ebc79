// Owns: the calls on logged models, MLflow 3's own entity for a model that a run wrote.
import { keyValues, type Fields } from '../encoding.ts';
import { LIMITS, checkText } from '../limits.ts';
import { checkKey, checkRunId } from '../names.ts';
import type { CallOptions, Transport } from '../transport/transport.ts';

const API = '/api/2.0/mlflow/logged-models';

export type LoggedModelStatus = 'LOGGED_MODEL_PENDING' | 'LOGGED_MODEL_READY' | 'LOGGED_MODEL_UPLOAD_FAILED';

export interface NewLoggedModel {
  readonly experimentId: string;
  readonly name?: string;
  readonly modelType?: string;
  readonly sourceRunId?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface LoggedModel {
  readonly modelId: string;
  readonly experimentId: string;
  readonly name: string;
  readonly modelType: string;
  readonly status: string;
  readonly artifactUri: string;
  readonly sourceRunId: string;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

export class LoggedModels {
  private readonly transport: Transport;

  constructor(transport: Transport) {
    this.transport = transport;
  }

  /** Creates a model in status pending. A request whose answer got lost is not sent again. */
  async create(model: NewLoggedModel, options?: CallOptions): Promise<LoggedModel> {
    const body = {
      experiment_id: model.experimentId,
      name: model.name,
      model_type: model.modelType,
      source_run_id: model.sourceRunId === undefined ? undefined : checkRunId(model.sourceRunId, 'sourceRunId'),
      params: pairs('params', model.params, LIMITS.paramValue),
      tags: pairs('tags', model.tags, LIMITS.tagValue),
    };
    return read(await this.transport.json({ method: 'POST', path: API, body, repeatable: false }, options));
  }

  /** @throws MlflowNotFoundError */
  async get(modelId: string, options?: CallOptions): Promise<LoggedModel> {
    return read(await this.transport.json({ method: 'GET', path: address(modelId), repeatable: true }, options));
  }

  /** Says that the model's files are complete, or that they never will be. */
  async finalize(modelId: string, status: LoggedModelStatus, options?: CallOptions): Promise<LoggedModel> {
    const body = { model_id: modelId, status };
    return read(
      await this.transport.json({ method: 'PATCH', path: address(modelId), body, repeatable: true }, options),
    );
  }
}

function address(modelId: string): string {
  return `${API}/${encodeURIComponent(checkRunId(modelId, 'modelId'))}`;
}

function pairs(field: string, record: Readonly<Record<string, string>> | undefined, limit: number): object[] {
  return keyValues(record).map(({ key, value }) => ({
    key: checkKey(field, key),
    value: checkText(`${field}[${JSON.stringify(key)}]`, value, limit),
  }));
}

function read(answer: Fields): LoggedModel {
  const info = answer.object('model').object('info');
  return {
    modelId: info.requiredText('model_id'),
    experimentId: info.text('experiment_id'),
    name: info.text('name'),
    modelType: info.text('model_type'),
    status: info.text('status'),
    artifactUri: info.text('artifact_uri'),
    sourceRunId: info.text('source_run_id'),
    params: answer.object('model').object('data').pairs('params'),
    tags: info.pairs('tags'),
  };
}
