// Made from libs/contracts/schema by `npx nx run contracts:generate`. Change the schema, not this file.

/**
 * job.json of `naru_torch tokenize`: which rows are counted in tokens, as training on a base model would see them. Paths are absolute. The job writes one TokenizeOutput beside each file of rows, whole or not at all, and leaves alone what is there.
 */
export interface TokenizeJob {
  v: 1;
  kind: 'tokenize';
  runId: string;
  eventsPath: string;
  base: {
    id: string;
    format: 'huggingface' | 'gguf';
    path: string;
    revision: string | null;
  };
  /**
   * Lengths at which it is told how much training would keep; rising.
   *
   * @minItems 1
   */
  lengths: [number, ...number[]];
  files: {
    /**
     * JSON lines, one row of messages each.
     */
    rows: string;
    output: string;
  }[];
}
