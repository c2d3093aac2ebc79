// Made from libs/contracts/schema by `npx nx run contracts:generate`. Change the schema, not this file.

/**
 * One fine-tuning configuration, as a person writes it in YAML and as it stands, resolved, in job.json.
 */
export interface TrainingConfig {
  /**
   * Short name; part of the run's name.
   */
  name: string;
  description?: string;
  /**
   * Hub repository id (owner/name), a folder or GGUF file, or the packaged `smollm2-135m-instruct`.
   */
  base_model: string;
  /**
   * Commit of the hub repository; null takes the revision that was pulled.
   */
  base_revision: string | null;
  /**
   * Licence of the base model, for the model card.
   */
  licence: string | null;
  /**
   * Set by the command (train:lora, train:qlora) unless the configuration fixes it.
   */
  method: 'lora' | 'qlora';
  /**
   * JSONL or JSON file, folder with train and val, or dataset id; --data replaces it.
   */
  data: string;
  /**
   * Share of the rows held out when the data brings no validation split.
   */
  validation_fraction: number;
  /**
   * What to do with rows that cannot be read or learned from: stop before training and name them, or leave them out.
   */
  refused_rows: 'stop' | 'skip';
  max_train_rows: number | null;
  max_validation_rows: number | null;
  /**
   * Tokens in a row; longer rows are truncated and counted.
   */
  max_length: number;
  /**
   * Rows in one micro-batch on each device.
   */
  batch_size: number;
  gradient_accumulation_steps: number;
  /**
   * Several rows in one sequence of max_length, isolated from one another.
   */
  packing: boolean;
  group_by_length: boolean;
  epochs: number;
  /**
   * Optimizer steps; replaces epochs where set.
   */
  max_steps: number | null;
  learning_rate: number;
  schedule: 'constant' | 'linear' | 'cosine';
  warmup_ratio: number;
  min_learning_rate_ratio: number;
  optimizer: 'adamw' | 'adamw_8bit' | 'paged_adamw_8bit';
  weight_decay: number;
  adam_beta1: number;
  adam_beta2: number;
  max_grad_norm: number | null;
  activation_checkpointing: boolean;
  /**
   * auto: bfloat16 on GPUs and on CPUs with bf16 units, float32 elsewhere.
   */
  dtype: 'auto' | 'float32' | 'bfloat16';
  attention: 'sdpa' | 'eager' | 'flash_attention_2';
  seed: number;
  lora: {
    rank: number;
    alpha: number;
    dropout: number;
    target_modules: 'all-linear' | [string, ...string[]];
    /**
     * Scale by alpha/sqrt(rank), arXiv:2312.03732.
     */
    rslora: boolean;
    /**
     * Weight-decomposed adaptation, arXiv:2402.09353.
     */
    dora: boolean;
  };
  /**
   * Of the frozen base, for qlora (arXiv:2305.14314).
   */
  quantization: {
    type: 'nf4' | 'fp4';
    double_quantization: boolean;
  };
  evaluation: {
    /**
     * null: before the first and after the last step only.
     */
    every_steps: number | null;
    /**
     * null: the training batch_size.
     */
    batch_size: number | null;
    /**
     * Evaluations without a new best before the run ends.
     */
    early_stopping_patience: number | null;
    early_stopping_min_delta: number;
  };
  checkpoints: {
    /**
     * null: at every evaluation and at the end.
     */
    every_steps: number | null;
    /**
     * Newest checkpoints kept; the best is kept besides.
     */
    keep: number;
  };
  /**
   * Questions answered before and after training.
   */
  samples: {
    /**
     * @maxItems 16
     */
    prompts:
      | []
      | [string]
      | [string, string]
      | [string, string, string]
      | [string, string, string, string]
      | [string, string, string, string, string]
      | [string, string, string, string, string, string]
      | [string, string, string, string, string, string, string]
      | [string, string, string, string, string, string, string, string]
      | [string, string, string, string, string, string, string, string, string]
      | [string, string, string, string, string, string, string, string, string, string]
      | [string, string, string, string, string, string, string, string, string, string, string]
      | [string, string, string, string, string, string, string, string, string, string, string, string]
      | [string, string, string, string, string, string, string, string, string, string, string, string, string]
      | [string, string, string, string, string, string, string, string, string, string, string, string, string, string]
      | [
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
        ]
      | [
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
          string,
        ];
    max_new_tokens: number;
  };
  log_every_steps: number;
  /**
   * MLflow experiment; null takes MLFLOW_EXPERIMENT_NAME.
   */
  experiment_name: string | null;
  /**
   * MLflow registered model; null takes the base model's name, so that all adapters of a base are versions of one model.
   */
  registered_model_name: string | null;
  /**
   * Keys that replace the ones above for one method. Gone once resolved.
   */
  by_method?: {
    lora?: {};
    qlora?: {};
  };
}
