/** Where a run can be seen. */
export class MlflowLinks {
  readonly #trackingUri: string | undefined;

  /** @param trackingUri MLflow's address where it is one; a folder has no page */
  constructor(trackingUri: string | undefined) {
    this.#trackingUri = trackingUri !== undefined && /^https?:/.test(trackingUri) ? trackingUri : undefined;
  }

  toRun(runId: string | null): string | null {
    if (runId === null || this.#trackingUri === undefined) return null;
    return `${this.#trackingUri.replace(/\/+$/, '')}/#/runs/${encodeURIComponent(runId)}`;
  }
}
