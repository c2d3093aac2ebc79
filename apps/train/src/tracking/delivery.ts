import { createHash } from 'node:crypto';

import type { JobEvent, TrainJob } from '@naru/contracts';
import { MlflowNotFoundError, type MlflowClient, type Run } from '@naru/mlflow-js-client';

import { datasetOf, paramsOf, tags, tagsOf } from './describe-run.ts';
import type { Ending } from './ending.ts';
import { afterPoints, pointsOf } from './points.ts';
import { registerVersion } from './register-version.ts';
import { earlyArtifacts, finalArtifacts, sha256Of, TABLE_TAG, type RunArtifact } from './run-artifacts.ts';
import type { RunFacts } from './run-facts.ts';
import { summaryOf } from './summary.ts';
import { emptyState, type TrackingState } from './tracking-state.ts';

export interface DeliveryOptions {
  readonly job: TrainJob;
  readonly experimentName: string;
  readonly client: MlflowClient;
  readonly signal: AbortSignal;
  /** Makes a state durable, once MLflow has what it tells. */
  readonly save: (state: TrackingState) => Promise<void>;
}

const ERROR_TAGS = ['naru.error.code', 'naru.error.message'] as const;

/**
 * The steps by which a run comes into MLflow. Each may be repeated: MLflow then holds what it held.
 *
 * A step that throws leaves the state as the last save made it.
 */
export class Delivery {
  readonly #options: DeliveryOptions;
  readonly #call: { readonly signal: AbortSignal };
  state: TrackingState;

  constructor(options: DeliveryOptions, state: TrackingState) {
    this.#options = options;
    this.#call = { signal: options.signal };
    this.state = state;
  }

  /** The run of this state, or a new one; RUNNING again where a new attempt began after an end. */
  async openRun(attempt: number): Promise<void> {
    const { client } = this.#options;
    const run = (await this.#knownRun()) ?? (await this.#newRun());
    const isOver = this.state.ended !== null && this.state.ended.attempt >= attempt;
    if (run.info.status !== 'RUNNING' && !isOver) {
      await client.runs.update(run.info.runId, { status: 'RUNNING' }, this.#call);
      for (const key of ERROR_TAGS) {
        if (key in run.tags) await client.runs.deleteTag(run.info.runId, key, this.#call);
      }

      await this.#save({ ended: null });
    }
  }

  /** Parameters, tags, dataset: again whenever they have changed, as with a new attempt. */
  async describe(facts: RunFacts): Promise<void> {
    const { job, client } = this.#options;
    const description = { params: paramsOf(job), tags: tagsOf(job, facts) };
    const hash = createHash('sha256').update(JSON.stringify(description)).digest('hex');
    if (hash === this.state.described) return;
    const { truncatedParams } = await client.runs.logBatch(this.#runId, description, this.#call);
    await client.runs.logInputs(this.#runId, { datasets: [datasetOf(job)] }, this.#call);
    if (truncatedParams.length > 0) {
      const cut = tags({ 'naru.params.cut': truncatedParams.join(' ') });
      await client.runs.setTags(this.#runId, cut, this.#call);
    }
    await this.#save({ described: hash });
  }

  /** The points of events that follow one another. */
  async deliver(events: readonly JobEvent[]): Promise<void> {
    const last = events.at(-1);
    if (last === undefined) return;
    let { lastSteps } = this.state;
    const points = events.flatMap((event) => {
      const fresh = pointsOf(event, lastSteps);
      lastSteps = afterPoints(fresh, lastSteps);
      return fresh;
    });
    if (points.length > 0) await this.#options.client.runs.logMetrics(this.#runId, points, this.#call);
    await this.#save({ deliveredSeq: last.seq, deliveredAt: last.at, lastSteps });
  }

  async deliverEarlyArtifacts(facts: RunFacts): Promise<void> {
    await this.#upload(earlyArtifacts(this.#options.job.runDir, facts));
  }

  /** Everything that waits for the end: files, model version, status. */
  async end(ending: Ending, facts: RunFacts): Promise<void> {
    const { job, client } = this.#options;
    const attempt = facts.started?.attempt ?? 0;
    const files = await finalArtifacts(job.runDir, facts);
    await this.#upload(files);
    const note = tags({
      'mlflow.note.content': summaryOf(job, facts, ending),
      [ERROR_TAGS[0]]: ending.code,
      [ERROR_TAGS[1]]: ending.message,
      ...(files.some((file) => file.path === 'samples.json') ? TABLE_TAG : {}),
    });
    await client.runs.setTags(this.#runId, note, this.#call);
    if (ending.status === 'FINISHED') await this.#register(facts);
    await this.#deleteTwins();
    await client.runs.terminate(this.#runId, ending.status, ending.at, this.#call);
    await this.#save({ ended: { status: ending.status, attempt } });
  }

  get #runId(): string {
    if (this.state.mlflowRunId === null) throw new Error('no run is open');
    return this.state.mlflowRunId;
  }

  async #knownRun(): Promise<Run | undefined> {
    if (this.state.mlflowRunId === null) return undefined;
    try {
      return await this.#options.client.runs.get(this.state.mlflowRunId, this.#call);
    } catch (error) {
      if (!(error instanceof MlflowNotFoundError) || error.errorCode === undefined) throw error;
      return undefined; // a new store at the same address: all is delivered again
    }
  }

  async #newRun(): Promise<Run> {
    const { job, client, experimentName } = this.#options;
    const { experimentId } = await client.experiments.getOrCreate(experimentName, this.#call);
    const run = await client.runs.create(
      {
        experimentId,
        runName: `${job.config.name} ${job.runId}`,
        startTime: Date.parse(job.createdAt),
        tags: { 'naru.runId': job.runId },
        idempotencyKey: job.runId,
      },
      this.#call,
    );
    const { runId, artifactUri } = run.info;
    await this.#save({ ...emptyState(this.state.server), experimentId, mlflowRunId: runId, artifactUri });
    return run;
  }

  async #upload(artifacts: readonly RunArtifact[]): Promise<void> {
    for (const { path, source } of artifacts) {
      const sha256 = await sha256Of(source);
      if (this.state.artifacts[path] === sha256) continue;
      await this.#options.client.artifacts.upload(this.#runId, path, source, this.#call);
      await this.#save({ artifacts: { ...this.state.artifacts, [path]: sha256 } });
    }
  }

  async #register(facts: RunFacts): Promise<void> {
    const { terminal } = facts;
    if (this.state.registered !== null || terminal?.type !== 'run.finished') return;
    const { job, client } = this.#options;
    const source = `${this.state.artifactUri ?? ''}/${terminal.adapter.path}`;
    const version = { job, facts, adapterSha256: terminal.adapter.sha256, mlflowRunId: this.#runId, source };
    await this.#save({ registered: await registerVersion(client, version, this.#call) });
  }

  /** A create whose answer came too late may have made a second, empty run. */
  async #deleteTwins(): Promise<void> {
    const { client, job } = this.#options;
    const search = { experimentIds: [this.state.experimentId ?? ''], filter: `tags.naru.runId = '${job.runId}'` };
    for await (const run of client.runs.search(search, this.#call)) {
      if (run.info.runId !== this.#runId && run.metrics.length === 0)
        await client.runs.delete(run.info.runId, this.#call);
    }
  }

  async #save(change: Partial<TrackingState>): Promise<void> {
    const next = { ...this.state, ...change };
    await this.#options.save(next);
    this.state = next;
  }
}
