// Owns: the calls on runs, their metrics, params, tags, inputs and outputs.
import { LIMITS, checkInteger, checkNotEmpty, checkPageSize } from '../limits.ts';
import { MlflowNotFoundError, type MlflowError } from '../errors.ts';
import { checkKey, checkRunId } from '../names.ts';
import { everyItem, type Page, type SearchOptions, type ViewType } from '../paging.ts';
import type { CallOptions, Transport } from '../transport/transport.ts';
import { encodeTag, planBatch, type Batch, type LongParamPolicy } from './batch.ts';
import { createRun, findRuns, type NewRun } from './create-run.ts';
import { encodeInputs, type RunInputs } from './inputs.ts';
import {
  readMetric,
  readRun,
  readRunInfo,
  type FinalRunStatus,
  type Metric,
  type ModelOutput,
  type Run,
  type RunInfo,
  type RunStatus,
} from './run.ts';

const API = '/api/2.0/mlflow/runs';

export interface RunSearch extends SearchOptions {
  readonly experimentIds: readonly string[];
  /** Default `ACTIVE_ONLY`. */
  readonly viewType?: ViewType;
}

export interface RunChange {
  readonly status?: RunStatus;
  /** Milliseconds since 1970. */
  readonly endTime?: number;
  readonly runName?: string;
}

export interface BatchOptions extends CallOptions {
  /** For this call instead of the client's. */
  readonly onLongParam?: LongParamPolicy;
}

export interface BatchReceipt {
  /** Requests that it took. */
  readonly requests: number;
  /** Keys of params that were cut off, where the policy says `truncate`. */
  readonly truncatedParams: readonly string[];
}

export interface HistoryOptions extends CallOptions {
  /** Points per request. */
  readonly pageSize?: number;
}

export class Runs {
  private readonly transport: Transport;
  private readonly onLongParam: LongParamPolicy;

  constructor(transport: Transport, onLongParam: LongParamPolicy) {
    this.transport = transport;
    this.onLongParam = onLongParam;
  }

  /**
   * Creates a run in status RUNNING.
   *
   * Without `idempotencyKey` a request whose answer got lost is not sent again: the error's `ambiguous` is then true.
   */
  async create(run: NewRun, options?: CallOptions): Promise<Run> {
    return createRun(this.transport, run, options);
  }

  /** The active run of the experiment that was created with this key. */
  async findByIdempotencyKey(experimentId: string, key: string, options?: CallOptions): Promise<Run | undefined> {
    const [run] = await findRuns(this.transport, experimentId, key, options);
    return run;
  }

  /** @throws MlflowNotFoundError */
  async get(runId: string, options?: CallOptions): Promise<Run> {
    const call = { method: 'GET', path: `${API}/get`, query: { run_id: checkRunId(runId) }, repeatable: true } as const;
    return readRun((await this.transport.json(call, options)).object('run'));
  }

  async update(runId: string, change: RunChange, options?: CallOptions): Promise<RunInfo> {
    const { status, endTime, runName } = change;
    const body = {
      run_id: checkRunId(runId),
      status,
      end_time: endTime === undefined ? undefined : checkInteger('endTime', endTime, 0),
      run_name: runName === undefined ? undefined : checkNotEmpty('runName', runName, LIMITS.key),
    };
    const answer = await this.transport.json(
      { method: 'POST', path: `${API}/update`, body, repeatable: true },
      options,
    );
    return readRunInfo(answer.object('run_info'));
  }

  /** Ends a run. `endTime` is now unless given. */
  async terminate(
    runId: string,
    status: FinalRunStatus,
    endTime = Date.now(),
    options?: CallOptions,
  ): Promise<RunInfo> {
    return this.update(runId, { status, endTime }, options);
  }

  /** Marks the run as deleted; `restore` brings it back. */
  async delete(runId: string, options?: CallOptions): Promise<void> {
    await this.post('delete', { run_id: checkRunId(runId) }, options);
  }

  async restore(runId: string, options?: CallOptions): Promise<void> {
    await this.post('restore', { run_id: checkRunId(runId) }, options);
  }

  /** All runs that match, newest first unless `orderBy` says otherwise. */
  search(search: RunSearch, options?: CallOptions): AsyncGenerator<Run> {
    return everyItem((pageToken) => this.searchPage({ ...search, ...(pageToken ? { pageToken } : {}) }, options));
  }

  /** One page of `search`, for callers that keep the token themselves. */
  async searchPage(search: RunSearch & { readonly pageToken?: string }, options?: CallOptions): Promise<Page<Run>> {
    const body = {
      experiment_ids: search.experimentIds,
      filter: search.filter,
      order_by: search.orderBy,
      run_view_type: search.viewType,
      max_results: checkPageSize(search.pageSize, 1000, LIMITS.runsPage),
      page_token: search.pageToken,
    };
    const answer = await this.transport.json(
      { method: 'POST', path: `${API}/search`, body, repeatable: true },
      options,
    );
    return { items: answer.list('runs').map(readRun), nextPageToken: answer.optionalText('next_page_token') };
  }

  /**
   * Logs any number of metrics, params and tags, in as few requests as the server's limits allow.
   *
   * Everything is checked before the first request. A call that fails may have written a part; calling again with the
   * same batch is safe, as the server stores equal points, params and tags once.
   *
   * @throws MlflowLimitError for what the server would refuse, cut off or silently drop
   */
  async logBatch(runId: string, batch: Batch, options: BatchOptions = {}): Promise<BatchReceipt> {
    const plan = planBatch(checkRunId(runId), batch, options.onLongParam ?? this.onLongParam);
    for (const body of plan.requests) {
      await this.transport.json({ method: 'POST', path: `${API}/log-batch`, body, repeatable: true }, options);
    }
    return { requests: plan.requests.length, truncatedParams: plan.truncatedParams };
  }

  async logMetrics(runId: string, metrics: readonly Metric[], options?: CallOptions): Promise<BatchReceipt> {
    return this.logBatch(runId, { metrics }, options);
  }

  async logParams(runId: string, params: NonNullable<Batch['params']>, options?: BatchOptions): Promise<BatchReceipt> {
    return this.logBatch(runId, { params }, options);
  }

  async setTags(runId: string, tags: Readonly<Record<string, string>>, options?: CallOptions): Promise<BatchReceipt> {
    return this.logBatch(runId, { tags }, options);
  }

  async setTag(runId: string, key: string, value: string, options?: CallOptions): Promise<void> {
    await this.post('set-tag', { run_id: checkRunId(runId), ...encodeTag(key, value) }, options);
  }

  /** @throws MlflowNotFoundError where the run has no such tag */
  async deleteTag(runId: string, key: string, options?: CallOptions): Promise<void> {
    await this.post('delete-tag', { run_id: checkRunId(runId), key: checkKey('key', key) }, options);
  }

  /** Every point of a metric, by timestamp, then step. Points logged meanwhile may shift a page. */
  metricHistory(runId: string, key: string, options: HistoryOptions = {}): AsyncGenerator<Metric> {
    const max_results = checkPageSize(options.pageSize, 5000, Number.MAX_SAFE_INTEGER);
    const query = { run_id: checkRunId(runId), metric_key: checkKey('key', key), max_results };
    return everyItem(async (page_token) => {
      const path = '/api/2.0/mlflow/metrics/get-history';
      const call = { method: 'GET', path, query: { ...query, page_token }, repeatable: true } as const;
      const answer = await this.transport.json(call, options);
      return { items: answer.list('metrics').map(readMetric), nextPageToken: answer.optionalText('next_page_token') };
    });
  }

  /** Records the datasets and models that the run read. The same dataset (name and digest) is stored once. */
  async logInputs(runId: string, inputs: RunInputs, options?: CallOptions): Promise<void> {
    await this.post('log-inputs', encodeInputs(checkRunId(runId), inputs), options);
  }

  /** Records the logged models that the run wrote. Those already recorded are left out: the server refuses them. */
  async logOutputs(runId: string, models: readonly ModelOutput[], options?: CallOptions): Promise<void> {
    const known = new Set((await this.get(runId, options)).modelOutputs.map(({ modelId }) => modelId));
    const outputs = models
      .map(({ modelId, step }, index) => ({ model_id: modelId, step: checkInteger(`models[${index}].step`, step) }))
      .filter(({ model_id }) => !known.has(model_id));
    if (outputs.length === 0) return;
    const body = { run_id: runId, models: outputs };
    const alreadyDone = (error: MlflowError): boolean => /IntegrityError|unique constraint/i.test(error.message);
    const call = { method: 'POST', path: `${API}/outputs`, body, repeatable: true, alreadyDone } as const;
    await this.transport.json(call, options);
  }

  private async post(verb: string, body: object, options?: CallOptions): Promise<void> {
    const alreadyDone = (error: MlflowError): boolean =>
      error instanceof MlflowNotFoundError && verb.startsWith('delete');
    await this.transport.json({ method: 'POST', path: `${API}/${verb}`, body, repeatable: true, alreadyDone }, options);
  }
}
