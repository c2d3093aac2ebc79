import type { TrainJob } from '@naru/contracts';
import type { Connection, MlflowSettings } from '@naru/mlflow-server';

import { Delivery } from './delivery.ts';
import { abandoned, endingOf, type Ending } from './ending.ts';
import { EventQueue } from './event-queue.ts';
import { readState, writeState, type TrackingState } from './tracking-state.ts';

/** What a tracker logs to; a pino logger is one. */
export interface TrackerLog {
  info(detail: object, message: string): void;
  warn(detail: object, message: string): void;
}

export type Connect = (signal: AbortSignal) => Promise<Connection>;

export interface Delivered {
  readonly events: number;
  readonly files: number;
}

export interface RunDeliveryOptions {
  readonly job: TrainJob;
  readonly settings: MlflowSettings;
  readonly connect: Connect;
  readonly abandoned: boolean;
  readonly verify: boolean;
  readonly signal: AbortSignal;
  readonly log: TrackerLog;
}

// Some ten points an event: one request of at most a thousand.
const EVENTS_AT_ONCE = 64;

/** One run on its way into MLflow, a pass at a time: each pass delivers what has come since. */
export class RunDelivery {
  readonly #options: RunDeliveryOptions;
  readonly #queue: EventQueue;
  #state: TrackingState;
  #open: { readonly connection: Connection; readonly delivery: Delivery } | undefined;
  #pageUrl: string | undefined;
  #verified = false;
  #events = 0;
  #files = 0;
  /** What a person should know of what tracking did. */
  notice: string | null = null;

  constructor(options: RunDeliveryOptions) {
    this.#options = options;
    this.#state = readState(options.job.runDir, options.settings.trackingUri);
    this.#queue = new EventQueue(options.job.eventsPath, options.job.runId, this.#state);
  }

  get runUrl(): string | null {
    const { experimentId, mlflowRunId } = this.#state;
    if (this.#pageUrl === undefined || experimentId === null || mlflowRunId === null) return null;
    return `${this.#pageUrl}/#/experiments/${experimentId}/runs/${mlflowRunId}`;
  }

  get delivered(): Delivered {
    return { events: this.#events, files: this.#files };
  }

  /** Delivers what there is; `closing`: nothing more will come of this attempt, so its end is told too. */
  async pass(closing: boolean): Promise<void> {
    await this.#queue.fill();
    if (this.#queue.size === 0 && this.#isUpToDate(closing)) return;
    const delivery = await this.#delivery();
    await delivery.describe(this.#queue.facts);
    await this.#deliverEvents(delivery);
    await delivery.deliverEarlyArtifacts(this.#queue.facts);
    const ending = this.#ending(closing);
    if (ending !== null && !this.#isTold(ending)) await delivery.end(ending, this.#queue.facts);
  }

  /** Lets the connection go; the next pass makes another, and starts a local server that is gone. */
  async disconnect(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.connection.client.close().catch(() => undefined);
  }

  // While the run is open, a pass without events costs one look at the file.
  #isUpToDate(closing: boolean): boolean {
    if (this.#state.described === null || (this.#options.verify && !this.#verified)) return false;
    const ending = this.#ending(closing);
    return ending === null || this.#isTold(ending);
  }

  #isTold(ending: Ending): boolean {
    const { ended } = this.#state;
    return ended?.status === ending.status && ended.attempt === this.#attempt;
  }

  get #attempt(): number {
    return this.#queue.facts.started?.attempt ?? 0;
  }

  #ending(closing: boolean): Ending | null {
    if (!closing) return null;
    const told = endingOf(this.#options.job.runDir, this.#queue.facts);
    return told ?? (this.#options.abandoned ? abandoned(this.#queue.lastAt || Date.now()) : null);
  }

  async #delivery(): Promise<Delivery> {
    if (this.#open !== undefined) return this.#open.delivery;
    const { job, settings, connect, signal } = this.#options;
    const connection = await connect(signal);
    const delivery = new Delivery(
      {
        job,
        experimentName: job.config.experiment_name ?? settings.experimentName,
        client: connection.client,
        signal,
        save: (state) => this.#save(state),
      },
      this.#state,
    );
    this.#open = { connection, delivery };
    this.#noteConnection(connection);
    const before = this.#state.mlflowRunId;
    await delivery.openRun(this.#attempt);
    this.#verified = true;
    if (before !== null && this.#state.mlflowRunId !== before) await this.#startOver();
    return delivery;
  }

  async #startOver(): Promise<void> {
    this.#queue.rewind(this.#state);
    await this.#queue.fill();
  }

  async #deliverEvents(delivery: Delivery): Promise<void> {
    while (this.#queue.size > 0) {
      const events = this.#queue.peek(EVENTS_AT_ONCE);
      await delivery.deliver(events);
      this.#queue.remove(events.length);
      this.#events += events.length;
      if (this.#queue.size === 0) await this.#queue.fill();
    }
  }

  async #save(state: TrackingState): Promise<void> {
    await writeState(this.#options.job.runDir, state);
    if (state.artifacts !== this.#state.artifacts && Object.keys(state.artifacts).length > 0) this.#files += 1;
    this.#state = state;
  }

  #noteConnection({ pageUrl, started }: Connection): void {
    this.#pageUrl = pageUrl;
    if (!started) return;
    this.notice = 'it was started for this run and stays; npx nx run mlflow:stop ends it';
    this.#options.log.info({ pageUrl }, 'the local MLflow server was started');
  }
}
