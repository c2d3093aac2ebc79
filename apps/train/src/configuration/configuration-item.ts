import { AppError, type TrainingConfig } from '@naru/contracts';

export type Method = TrainingConfig['method'];

/** One item of --config: a name or a file, and the method where it is not the command's. */
export interface ConfigurationItem {
  readonly source: string;
  readonly method: Method;
}

const METHODS: readonly Method[] = ['lora', 'qlora'];

export function isMethod(text: string): text is Method {
  return (METHODS as readonly string[]).includes(text);
}

/**
 * Reads `name`, `file.yaml`, `name:qlora` or `file.yaml:lora`.
 *
 * @throws AppError `usage` for an empty item or another method
 */
export function parseConfigurationItem(text: string, commanded: Method): ConfigurationItem {
  const [, source, method] = /^(.*?)(?::([a-z]*))?$/s.exec(text.trim()) ?? [];
  if (source === undefined || source === '') {
    throw new AppError('usage', `--config holds an empty item: "${text}".`, {
      hint: 'Write --config=<name or file>[,…].',
    });
  }
  if (method === undefined) return { source, method: commanded };
  if (!isMethod(method)) {
    throw new AppError('usage', `--config=${text}: "${method}" is not a method.`, {
      hint: `Write ${source}:lora or ${source}:qlora.`,
    });
  }
  return { source, method };
}
