// Owns: which of the fake's routes answers a request.
import { FakeError } from './fake-error.ts';
import { Input, type FakeAnswer, type FakeRequest } from './request.ts';
import * as artifacts from './routes/artifacts.ts';
import * as experiments from './routes/experiments.ts';
import * as logged from './routes/logged-models.ts';
import * as logging from './routes/logging.ts';
import * as models from './routes/models.ts';
import type { FakeMultipart } from './routes/multipart.ts';
import * as runs from './routes/runs.ts';
import * as versions from './routes/versions.ts';
import type { FakeState } from './state.ts';

type Handler = (input: Input, state: FakeState, request: FakeRequest) => FakeAnswer;

const API = '/api/2.0/mlflow/';
const PROXY = '/api/2.0/mlflow-artifacts/';

const HANDLERS: Readonly<Record<string, Handler>> = {
  'POST experiments/create': experiments.createExperiment,
  'GET experiments/get': experiments.getExperiment,
  'GET experiments/get-by-name': experiments.getExperimentByName,
  'POST experiments/search': experiments.searchExperiments,
  'POST experiments/set-experiment-tag': experiments.setExperimentTag,
  'POST experiments/delete': experiments.deleteExperiment,
  'POST experiments/restore': experiments.restoreExperiment,
  'POST runs/create': runs.createRun,
  'GET runs/get': runs.getRun,
  'POST runs/update': runs.updateRun,
  'POST runs/delete': runs.deleteRun,
  'POST runs/restore': runs.restoreRun,
  'POST runs/search': runs.searchRuns,
  'POST runs/set-tag': runs.setTag,
  'POST runs/delete-tag': runs.deleteTag,
  'POST runs/log-batch': logging.logBatch,
  'POST runs/log-inputs': logging.logInputs,
  'POST runs/outputs': logging.logOutputs,
  'GET metrics/get-history': logging.metricHistory,
  'GET artifacts/list': artifacts.listByRun,
  'POST registered-models/create': models.createModel,
  'GET registered-models/get': models.getModel,
  'GET registered-models/search': models.searchModels,
  'PATCH registered-models/update': models.updateModel,
  'DELETE registered-models/delete': models.deleteModel,
  'POST registered-models/set-tag': models.setModelTag,
  'DELETE registered-models/delete-tag': models.deleteModelTag,
  'POST registered-models/alias': models.setAlias,
  'GET registered-models/alias': models.getAlias,
  'DELETE registered-models/alias': models.deleteAlias,
  'POST model-versions/create': versions.createVersion,
  'GET model-versions/get': versions.getVersion,
  'GET model-versions/search': versions.searchVersions,
  'PATCH model-versions/update': versions.updateVersion,
  'DELETE model-versions/delete': versions.deleteVersion,
  'POST model-versions/set-tag': versions.setVersionTag,
  'DELETE model-versions/delete-tag': versions.deleteVersionTag,
  'POST logged-models': logged.createLoggedModel,
};

const ARTIFACT_HANDLERS: Readonly<Record<string, typeof artifacts.getArtifact>> = {
  GET: artifacts.getArtifact,
  PUT: artifacts.putArtifact,
  DELETE: artifacts.deleteArtifact,
};

export interface RouterContext {
  readonly state: FakeState;
  readonly multipart: FakeMultipart;
  readonly origin: string;
}

export function route(request: FakeRequest, context: RouterContext): FakeAnswer {
  const { method, path } = request;
  if (path === '/health') return { bytes: Buffer.from('OK') };
  if (path === '/version') return { bytes: Buffer.from('3.17.2') };
  if (path.startsWith('/fake-store/')) {
    const [uploadId = '', number = ''] = path.slice('/fake-store/'.length).split('/');
    return context.multipart.part(uploadId, Number(number), request);
  }
  if (path.startsWith(PROXY)) return proxied(path.slice(PROXY.length), request, context);
  const name = path.slice(API.length);
  const handler = path.startsWith(API) ? HANDLERS[`${method} ${name}`] : undefined;
  if (handler) return handler(Input.of(request), context.state, request);
  const [, modelId] = /^logged-models\/([^/]+)$/.exec(name) ?? [];
  if (modelId !== undefined && method === 'GET') return logged.getLoggedModel(modelId, context.state);
  if (modelId !== undefined && method === 'PATCH') {
    return logged.finalizeLoggedModel(modelId, Input.of(request), context.state);
  }
  throw new FakeError(404, '', '<!doctype html><title>404 Not Found</title>');
}

function proxied(path: string, request: FakeRequest, context: RouterContext): FakeAnswer {
  const [, verb, folder = ''] = /^mpu\/(create|complete|abort)\/(.+)$/.exec(path) ?? [];
  if (verb === 'create') return context.multipart.create(folder, request, context.origin);
  if (verb === 'complete') return context.multipart.complete(request, context.state);
  if (verb === 'abort') return context.multipart.abort(request);
  const handler = path.startsWith('artifacts/') ? ARTIFACT_HANDLERS[request.method] : undefined;
  if (handler) return handler(path.slice('artifacts/'.length), request, context.state);
  throw new FakeError(404, '', '<!doctype html><title>404 Not Found</title>');
}
