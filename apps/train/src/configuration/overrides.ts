import { AppError } from '@naru/contracts';
import { parse } from 'yaml';

/** One `--set a.b=value`. */
export interface Override {
  /** As the person wrote it. */
  readonly text: string;
  readonly field: string;
  readonly value: unknown;
}

type Tree = Record<string, unknown>;

/**
 * Reads `dotted.key=value`; the value is YAML, so `8`, `true`, `null`, `[q_proj, v_proj]` and `0.1` have their types.
 *
 * @throws AppError `usage`
 */
export function parseOverride(text: string): Override {
  const [, key, value] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) throw refused(text, 'has no "="');
  const field = key.trim();
  if (!/^[\w-]+(\.[\w-]+)*$/.test(field)) throw refused(text, `"${key}" is not a dotted key`);
  try {
    return { text, field, value: parse(value) as unknown };
  } catch (cause) {
    throw refused(text, `the value is not YAML: ${(cause as Error).message.split('\n')[0] ?? ''}`, cause);
  }
}

function refused(text: string, why: string, cause?: unknown): AppError {
  const hint = 'Write --set=key=value, as in --set=lora.rank=8 or --set=samples.prompts="[What is CI?]".';
  return new AppError('usage', `--set ${text}: ${why}.`, { hint, cause });
}

/** A copy of `target` in which each override stands. What stood at the key is gone, whatever its type. */
export function withOverrides(target: Readonly<Tree>, overrides: readonly Override[]): Tree {
  let result: Tree = { ...target };
  for (const { field, value } of overrides) result = placed(result, field.split('.'), value);
  return result;
}

function placed(tree: Readonly<Tree>, keys: readonly string[], value: unknown): Tree {
  const [key, ...rest] = keys;
  if (key === undefined) return { ...tree };
  const below = rest.length === 0 ? value : placed(isTree(tree[key]) ? tree[key] : {}, rest, value);
  return { ...Object.fromEntries(Object.entries(tree).filter(([name]) => name !== key)), ...entry(key, below) };
}

// fromEntries defines `__proto__` as an ordinary key, which the schema then refuses as unknown.
const entry = (key: string, value: unknown): Tree => Object.fromEntries([[key, value]]);

/** A copy of `under` with `over` upon it, maps merged and everything else replaced. */
export function merged(under: Readonly<Tree>, over: Readonly<Tree>): Tree {
  const pairs = Object.entries(over).map(([key, value]): [string, unknown] => {
    const below = under[key];
    return [key, isTree(below) && isTree(value) ? merged(below, value) : value];
  });
  return { ...under, ...Object.fromEntries(pairs) };
}

export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
