// Made from libs/contracts/schema by `npx nx run contracts:generate`. Change the schema, not this file.

/**
 * job.json of `naru_torch score`: what is scored with which model. Paths are absolute. The job writes one file of ScoreOutput lines for each file of items, whole or not at all, and leaves alone what is there.
 */
export interface ScoreJob {
  v: 1;
  kind: 'score';
  runId: string;
  eventsPath: string;
  base: {
    id: string;
    format: 'huggingface' | 'gguf';
    path: string;
    revision: string | null;
    /**
     * Of a GGUF file; null: not checked.
     */
    sha256: string | null;
  };
  adapter: null | ScoredAdapter;
  /**
   * What the base model's template has to have; null: any.
   */
  chatTemplateSha256: string | null;
  device: {
    kind: 'cpu' | 'cuda';
    threads: number | null;
  };
  dtype: 'auto' | 'float32' | 'bfloat16';
  /**
   * In tokens; a longer item is refused, never cut.
   */
  maxLength: number;
  /**
   * Of one batch, padding included.
   */
  batchTokens: number;
  files: {
    /**
     * JSON lines: {id, messages, choices?}. With choices the messages end with the user's turn and each choice is scored as what follows; without, the assistant's turns are.
     */
    items: string;
    output: string;
  }[];
}
export interface ScoredAdapter {
  /**
   * A PEFT folder.
   */
  path: string;
  /**
   * Of its weights.
   */
  sha256: string;
}
