/** A version of a registered model: one adapter. */
export interface RegisteredVersion {
  /** `1`, `2`, …, as MLflow has it. */
  readonly version: string;
  /** What serve calls it: `<configuration>@<first 8 of its sha256>`. */
  readonly name: string;
  readonly runId: string | null;
  readonly adapterSha256: string | null;
  readonly datasetId: string | null;
  readonly templateSha256: string | null;
  readonly baseId: string | null;
  /** Milliseconds since 1970. */
  readonly createdAt: number | null;
  /** Filled where aliases were asked for too. */
  readonly aliases: readonly string[];
}

/** An adapter on this machine, as its training run left it. */
export interface AdapterFiles {
  readonly runId: string;
  readonly name: string;
  /** Of adapter_model.safetensors, as the run said when it finished. */
  readonly sha256: string;
  /** The PEFT folder. */
  readonly path: string;
  readonly ggufPath: string;
  /** As the run said when it finished; null or absent: not known. */
  readonly ggufSha256?: string | null;
  readonly chatTemplateSha256: string;
  readonly baseId: string;
  readonly baseSha256?: string | null;
  readonly datasetId: string;
  readonly datasetSha256: string;
  readonly mlflowRunId: string | null;
}
