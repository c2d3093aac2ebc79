// Owns: creating a run once, whatever happens to the connection. MLflow itself has no idempotent create.
import { keyValues } from '../encoding.ts';
import { MlflowLimitError, type MlflowError } from '../errors.ts';
import { LIMITS, checkInteger, checkText } from '../limits.ts';
import { checkIdempotencyKey, filterString } from '../names.ts';
import type { CallOptions, Transport } from '../transport/transport.ts';
import { encodeTag } from './batch.ts';
import { readRun, type Run } from './run.ts';

/** The tag that `idempotencyKey` is kept in, of runs and of model versions. */
export const IDEMPOTENCY_TAG = 'mlflow_js_client.idempotency_key';

const PARENT_TAG = 'mlflow.parentRunId';

export interface NewRun {
  readonly experimentId: string;
  /** By default the server makes one up. */
  readonly runName?: string;
  /** Milliseconds since 1970; by default now. */
  readonly startTime?: number;
  readonly tags?: Readonly<Record<string, string>>;
  /** Makes this a child of another run. */
  readonly parentRunId?: string;
  /**
   * Makes the call find-or-create: a run of the experiment that carries this key is given back as it is.
   *
   * It survives an answer that got lost, and a process that died before it wrote the run id down. Two processes that
   * create with the same key at the same moment may still get two runs.
   */
  readonly idempotencyKey?: string;
}

/** The body of `runs/create`. */
export function encodeNewRun(run: NewRun): object {
  const tags = {
    ...run.tags,
    ...(run.parentRunId === undefined ? {} : { [PARENT_TAG]: run.parentRunId }),
    ...(run.idempotencyKey === undefined ? {} : { [IDEMPOTENCY_TAG]: checkIdempotencyKey(run.idempotencyKey) }),
  };
  if (run.runName?.trim() === '') throw new MlflowLimitError('runName', 'is empty');
  return {
    experiment_id: run.experimentId,
    run_name: run.runName === undefined ? undefined : checkText('runName', run.runName, LIMITS.key),
    start_time: checkInteger('startTime', run.startTime ?? Date.now(), 0),
    user_id: run.tags?.['mlflow.user'],
    tags: keyValues(tags).map(({ key, value }) => encodeTag(key, value)),
  };
}

export async function createRun(transport: Transport, run: NewRun, options: CallOptions = {}): Promise<Run> {
  const body = encodeNewRun(run);
  if (run.idempotencyKey === undefined) return sendCreate(transport, body, options);
  const { experimentId, idempotencyKey } = run;
  const once = transport.withoutRetries();
  return transport.retrying(true, options, async ({ maybeDone }) => {
    const [found] = await findRuns(once, experimentId, idempotencyKey, options);
    if (found) return found;
    const created = await sendCreate(once, body, options);
    return maybeDone ? settle(once, created, idempotencyKey, options) : created;
  });
}

/** Active runs that carry the key, in an order that every process sees alike. */
export async function findRuns(
  transport: Transport,
  experimentId: string,
  idempotencyKey: string,
  options: CallOptions = {},
): Promise<Run[]> {
  const filter = `tags.${IDEMPOTENCY_TAG} = ${filterString(checkIdempotencyKey(idempotencyKey))}`;
  const body = { experiment_ids: [experimentId], filter, max_results: 100 };
  const call = { method: 'POST', path: '/api/2.0/mlflow/runs/search', body, repeatable: true } as const;
  const runs = (await transport.json(call, options)).list('runs').map(readRun);
  return runs.sort((one, other) => (one.info.runId < other.info.runId ? -1 : 1));
}

async function sendCreate(transport: Transport, body: object, options: CallOptions): Promise<Run> {
  const call = { method: 'POST', path: '/api/2.0/mlflow/runs/create', body, repeatable: false } as const;
  return readRun((await transport.json(call, options)).object('run'));
}

/** A slow first attempt may have come through after the search did not see it: one stays, the empty twins go. */
async function settle(transport: Transport, created: Run, key: string, options: CallOptions): Promise<Run> {
  const [kept, ...twins] = await findRuns(transport, created.info.experimentId, key, options);
  for (const twin of twins) {
    const body = { run_id: twin.info.runId };
    const alreadyDone = (error: MlflowError): boolean => error.status === 404;
    const call = { method: 'POST', path: '/api/2.0/mlflow/runs/delete', body, repeatable: true, alreadyDone } as const;
    await transport.json(call, options);
  }
  return kept ?? created;
}
