// Made from libs/contracts/schema by `npx nx run contracts:generate`. Change the schema, not this file.

/**
 * What a round of naru:loop does, as a person writes it in YAML: which recipe, training and gate it takes, and what happens to a model that is better.
 */
export interface LoopPolicy {
  name: string;
  description: string;
  /**
   * Export what people rated and agreed to, before the dataset is built.
   */
  feedback: boolean;
  /**
   * Of data-prep: a name or a YAML file.
   */
  recipe: string;
  training: {
    /**
     * A configuration of train: a name or a YAML file.
     */
    config: string;
    method: 'lora' | 'qlora';
    devices: string;
    /**
     * key=value, as train takes it.
     */
    set: string[];
  };
  evaluation: {
    /**
     * Of evaluate: a name or a YAML file.
     */
    gate: string;
    baseline: string;
    /**
     * Names of evaluation sets, with commas, or none; null: all of data/evaluation.
     */
    sets: string | null;
    /**
     * Of each set; null: all.
     */
    limit_items: number | null;
    /**
     * Held-out rows of the dataset; null: all.
     */
    limit_rows: number | null;
    /**
     * Of each answer; null: as evaluate has it.
     */
    max_new_tokens: number | null;
  };
  /**
   * canary: a share of the conversations gets it first. wait: a person decides.
   */
  on_better: 'canary' | 'promote' | 'wait';
  canary: {
    mode: 'share' | 'shadow';
    /**
     * Of the conversations; in shadow, of the answers that are written twice.
     */
    share: number;
    max_hours: number;
    on_win: 'promote' | 'wait';
  };
}
