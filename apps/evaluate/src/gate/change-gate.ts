import { AppError } from '@naru/contracts';
import { parse } from 'yaml';

/**
 * A document with some of its values replaced: `minimum_items=20`, `guardrails.0.margin=0.1`.
 *
 * @returns the keys that were replaced beside it
 * @throws AppError `usage` for what is no `key=value`
 */
export function changedBy(
  changes: readonly string[],
  document: unknown,
): { readonly value: unknown; readonly keys: ReadonlySet<string> } {
  const value: unknown = structuredClone(document);
  const keys = new Set<string>();
  for (const change of changes) {
    const [, key, text] = /^([a-z0-9_]+(?:\.[a-z0-9_]+)*)=(.*)$/s.exec(change) ?? [];
    if (key === undefined || text === undefined) {
      throw new AppError('usage', `--set=${change} is no key=value.`, { hint: 'As in --set=minimum_items=20.' });
    }
    put(value, key.split('.'), parsed(text));
    keys.add(key);
  }
  return { value, keys };
}

function put(document: unknown, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (typeof document !== 'object' || document === null) return;
  const map = document as Record<string, unknown>;
  if (rest.length === 0) map[key] = value;
  else put((map[key] ??= {}), rest, value);
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return text;
  }
}
