import { readYaml, type YamlFile } from '@naru/config';
import { AppError, checkTrainingConfig, nearest, type SchemaProblem, type TrainingConfig } from '@naru/contracts';

import { isTree, merged, withOverrides, type Override } from './overrides.ts';
import type { Method } from './configuration-item.ts';
import { otherNameOf, knownFields } from './known-fields.ts';

export interface ConfigurationRequest {
  /** The YAML file. */
  readonly path: string;
  readonly method: Method;
  readonly overrides: readonly Override[];
  /** --data, where given. */
  readonly data?: string | undefined;
}

/**
 * The configuration for one method: the file, its `by_method` part over it, `--data` and `--set` over both,
 * defaults filled in.
 *
 * @throws AppError `config.invalid` with file and line, or the `--set`, of every problem
 */
export function resolveConfiguration(request: ConfigurationRequest): TrainingConfig {
  const file = readYaml(request.path);
  refuseOtherMethod(file, request);
  const { by_method: byMethod, ...shared } = file.value;
  const own = methodPart(file, byMethod, request.method);
  const data = request.data === undefined ? {} : { data: request.data };
  const resolved = withOverrides({ ...merged(shared, own), ...data, method: request.method }, request.overrides);
  const checked = checkTrainingConfig(resolved);
  const problems = checked.ok ? crossChecks(checked.value) : checked.problems;
  if (!checked.ok || problems.length > 0) throw refusal(problems, file, request);
  return checked.value;
}

function refuseOtherMethod(file: YamlFile, { method, overrides }: ConfigurationRequest): void {
  const set = overrides.find((one) => one.field === 'method');
  if (set !== undefined) {
    throw new AppError('usage', `--set ${set.text}: the method is the command's.`, {
      hint: 'Run train:lora or train:qlora.',
    });
  }
  const fixed = file.value['method'];
  if ((fixed !== 'lora' && fixed !== 'qlora') || fixed === method) return;
  throw new AppError(
    'config.invalid',
    `${file.path}:${file.lineOf('method')}: method is ${fixed}, and ${method} was asked for.`,
    {
      hint: `Run train:${fixed}, or take the line out of the file.`,
    },
  );
}

function methodPart(file: YamlFile, byMethod: unknown, method: Method): Record<string, unknown> {
  if (byMethod === undefined || byMethod === null) return {};
  const wrong = (field: string, message: string): AppError =>
    new AppError('config.invalid', `${file.path}:${file.lineOf(field)}: ${field} ${message}`);
  if (!isTree(byMethod)) throw wrong('by_method', 'must hold lora and qlora, each with the keys that it replaces.');
  for (const [key, part] of Object.entries(byMethod)) {
    if (key !== 'lora' && key !== 'qlora')
      throw wrong(`by_method.${key}`, 'is not a known key; known are lora and qlora.');
    if (part !== null && !isTree(part)) throw wrong(`by_method.${key}`, 'must hold keys and values.');
    const misplaced = ['name', 'method', 'by_method'].find((name) => isTree(part) && Object.hasOwn(part, name));
    if (misplaced !== undefined) throw wrong(`by_method.${key}.${misplaced}`, 'cannot differ by method.');
  }
  const part = byMethod[method];
  return isTree(part) ? part : {};
}

/** What the schema cannot say: keys that need one another. */
function crossChecks(config: TrainingConfig): SchemaProblem[] {
  const problems: SchemaProblem[] = [];
  const { evaluation } = config;
  if (evaluation.early_stopping_patience !== null && evaluation.every_steps === null) {
    problems.push({ field: 'evaluation.early_stopping_patience', message: 'needs evaluation.every_steps' });
  }
  if (config.by_method !== undefined)
    problems.push({ field: 'by_method', message: 'cannot be set from outside the file' });
  return problems;
}

function refusal(problems: readonly SchemaProblem[], file: YamlFile, request: ConfigurationRequest): AppError {
  const lines = new Set(
    distinct(problems).map((problem) => `${placeOf(problem.field, file, request)}: ${sentence(problem)}`),
  );
  return new AppError('config.invalid', [...lines].join('\n'), {
    hint: 'libs/contracts/schema/training-config.schema.json names every key with its default.',
  });
}

function placeOf(field: string, file: YamlFile, request: ConfigurationRequest): string {
  const override = request.overrides.findLast(
    (one) => one.field === field || field.startsWith(`${one.field}.`) || one.field.startsWith(`${field}.`),
  );
  if (override !== undefined) return `--set ${override.text}`;
  if (field === 'data' && request.data !== undefined) return `--data=${request.data}`;
  const inMethod = `by_method.${request.method}.${field}`;
  return `${file.path}:${file.lineOf(file.has(inMethod) ? inMethod : field)}`;
}

function sentence({ field, message }: SchemaProblem): string {
  if (!message.startsWith('is not a known key')) return field === '' ? message : `${field} ${message}`;
  const key = field.split('.').at(-1) ?? field;
  const meant = otherNameOf(key) ?? sameLevel(field) ?? knownFields().find((known) => known.split('.').at(-1) === key);
  return `${field} is not a known key${meant === undefined ? '.' : `; did you mean ${meant}?`}`;
}

function sameLevel(field: string): string | undefined {
  const parent = field.split('.').slice(0, -1).join('.');
  const siblings = knownFields().filter((known) => known.split('.').slice(0, -1).join('.') === parent);
  return nearest(field, siblings);
}

// One wrong value of a choice gives a problem for each branch; the branches say more than "none matches".
function distinct(problems: readonly SchemaProblem[]): SchemaProblem[] {
  const vague = (problem: SchemaProblem): boolean => problem.message.startsWith('must match exactly one schema');
  return problems.filter(
    (problem) => !vague(problem) || !problems.some((other) => !vague(other) && other.field.startsWith(problem.field)),
  );
}
