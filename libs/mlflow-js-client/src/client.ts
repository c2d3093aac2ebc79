// Owns: putting a client together from its options.
import { Agent, type Dispatcher } from 'undici';
import { Artifacts } from './artifacts/artifacts.ts';
import { connection, type MlflowAuth } from './connection.ts';
import { MlflowConfigError } from './errors.ts';
import { Experiments } from './experiments/experiments.ts';
import { LoggedModels } from './logged-models/logged-models.ts';
import { Registry } from './registry/registry.ts';
import { retryPolicy, type RetryEvent, type RetryPolicy } from './retry.ts';
import type { LongParamPolicy } from './runs/batch.ts';
import { Runs } from './runs/runs.ts';
import { Transport, type CallOptions } from './transport/transport.ts';

export interface MlflowClientOptions {
  /** `http(s)://host[:port][/prefix]`. User and password in it are taken as `auth` and never shown. */
  readonly trackingUri: string;
  readonly auth?: MlflowAuth;
  /** Sent as X-MLFLOW-WORKSPACE, for servers started with `--enable-workspaces`. */
  readonly workspace?: string;
  /** For one attempt of one request. Of uploads and downloads it limits silence, not the whole. Default 30 000. */
  readonly timeoutMs?: number;
  /** Default: 5 attempts, exponential backoff with jitter from 250 ms to 10 s. `false` for none. */
  readonly retry?: Partial<RetryPolicy> | false;
  /** Told before each wait. */
  readonly onRetry?: (event: RetryEvent) => void;
  /** Params longer than the server keeps (6000 characters). Default `error`. */
  readonly onLongParam?: LongParamPolicy;
  /** Undici's, for proxies and certificates. The caller closes it; without one the client has its own. */
  readonly dispatcher?: Dispatcher;
}

export interface MlflowClient {
  readonly experiments: Experiments;
  readonly runs: Runs;
  readonly artifacts: Artifacts;
  readonly registry: Registry;
  readonly loggedModels: LoggedModels;
  /**
   * Asks once, without retries, whether the API answers this client, and gives the server's version.
   *
   * More than `/health`, which stays green where the host check or the credentials let nothing else through.
   */
  ping(options?: CallOptions): Promise<{ readonly version: string }>;
  /** Closes idle connections, after what is under way has ended. */
  close(): Promise<void>;
}

/**
 * A client of one MLflow tracking server.
 *
 * @example
 * const mlflow = createMlflowClient({ trackingUri: 'http://127.0.0.1:5000' });
 * @throws MlflowConfigError
 */
export function createMlflowClient(options: MlflowClientOptions): MlflowClient {
  const timeoutMs = options.timeoutMs ?? 30_000;
  if (!(timeoutMs > 0 && timeoutMs < 2 ** 31))
    throw new MlflowConfigError(`timeoutMs must be above 0, found ${timeoutMs}`);
  const dispatcher = options.dispatcher ?? new Agent({ connect: { timeout: timeoutMs } });
  const transport = new Transport({
    connection: connection(options.trackingUri, options.auth, options.workspace),
    dispatcher,
    timeoutMs,
    retry: retryPolicy(options.retry),
    onRetry: options.onRetry,
  });
  const runs = new Runs(transport, options.onLongParam ?? 'error');
  return {
    experiments: new Experiments(transport),
    runs,
    artifacts: new Artifacts(transport, async (runId, call) => (await runs.get(runId, call)).info.artifactUri),
    registry: new Registry(transport),
    loggedModels: new LoggedModels(transport),
    ping: (call) => ping(transport, call),
    close: async () => (options.dispatcher ? undefined : dispatcher.close()),
  };
}

async function ping(transport: Transport, options: CallOptions = {}): Promise<{ version: string }> {
  const once = transport.withoutRetries();
  const body = { max_results: 1 };
  await once.json({ method: 'POST', path: '/api/2.0/mlflow/experiments/search', body, repeatable: true }, options);
  const answer = await once.stream({ method: 'GET', url: '/version', repeatable: true }, options);
  return { version: (await answer.body.text()).trim() };
}
