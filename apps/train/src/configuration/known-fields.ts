import { checkTrainingConfig } from '@naru/contracts';

import { isTree } from './overrides.ts';

let fields: readonly string[] | undefined;

/** Every dotted key of a configuration, maps and their keys both. */
export function knownFields(): readonly string[] {
  fields ??= readFields();
  return fields;
}

function readFields(): string[] {
  const checked = checkTrainingConfig({ name: 'x', base_model: 'x' });
  return checked.ok ? [...pathsOf({ ...checked.value, description: '', by_method: {} })] : [];
}

function* pathsOf(tree: Readonly<Record<string, unknown>>, prefix = ''): Generator<string> {
  for (const [key, value] of Object.entries(tree)) {
    yield `${prefix}${key}`;
    if (isTree(value)) yield* pathsOf(value, `${prefix}${key}.`);
  }
}

// What transformers, PEFT, TRL, LLaMA-Factory and Axolotl call the same thing: people arrive with their files.
const OTHER_NAMES = new Map([
  ['model_name_or_path', 'base_model'],
  ['model_name', 'base_model'],
  ['dataset', 'data'],
  ['train_file', 'data'],
  ['max_seq_length', 'max_length'],
  ['cutoff_len', 'max_length'],
  ['sequence_len', 'max_length'],
  ['per_device_train_batch_size', 'batch_size'],
  ['micro_batch_size', 'batch_size'],
  ['per_device_eval_batch_size', 'evaluation.batch_size'],
  ['gradient_accumulation', 'gradient_accumulation_steps'],
  ['gradient_checkpointing', 'activation_checkpointing'],
  ['num_train_epochs', 'epochs'],
  ['num_epochs', 'epochs'],
  ['lr', 'learning_rate'],
  ['lr_scheduler_type', 'schedule'],
  ['lr_scheduler', 'schedule'],
  ['optim', 'optimizer'],
  ['logging_steps', 'log_every_steps'],
  ['eval_steps', 'evaluation.every_steps'],
  ['save_steps', 'checkpoints.every_steps'],
  ['save_total_limit', 'checkpoints.keep'],
  ['val_set_size', 'validation_fraction'],
  ['sample_packing', 'packing'],
  ['r', 'lora.rank'],
  ['lora_r', 'lora.rank'],
  ['lora_rank', 'lora.rank'],
  ['lora_alpha', 'lora.alpha'],
  ['lora_dropout', 'lora.dropout'],
  ['lora_target', 'lora.target_modules'],
  ['lora_target_modules', 'lora.target_modules'],
  ['use_dora', 'lora.dora'],
  ['use_rslora', 'lora.rslora'],
  ['bnb_4bit_quant_type', 'quantization.type'],
  ['bnb_4bit_use_double_quant', 'quantization.double_quantization'],
]);

/** Our name for a key that another training tool has. */
export function otherNameOf(key: string): string | undefined {
  return OTHER_NAMES.get(key);
}
