import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { readYaml } from '@naru/config';
import { AppError, checkEvaluationGate, nearest, type EvaluationGate } from '@naru/contracts';

import { changedBy } from './change-gate.ts';

const GATES = 'apps/evaluate/gates';

/**
 * The gate of a name (those that Naru brings) or in a YAML file.
 *
 * @param measures the names that a gate may use
 * @param changes `key=value`, each in the place of what the file says: `minimum_items=20`, `primary.worth=0.02`
 * @throws AppError `config.invalid` with file and line of every problem
 */
export function readGate(
  gate: string,
  { root, cwd }: Readonly<Record<'root' | 'cwd', string>>,
  measures: readonly string[],
  changes: readonly string[] = [],
): EvaluationGate {
  const candidates = [resolve(cwd, gate), join(root, GATES, `${gate}.yaml`)];
  const path = candidates.find((candidate) => existsSync(candidate));
  if (path === undefined) {
    throw new AppError('config.invalid', `There is no gate ${gate}.`, {
      hint: `Name a YAML file, or one of those in ${GATES}.`,
    });
  }
  const file = readYaml(path);
  const changed = changedBy(changes, file.value);
  const checked = checkEvaluationGate(changed.value);
  const problems = checked.ok ? unknownMeasures(checked.value, measures) : checked.problems;
  if (checked.ok && problems.length === 0) return checked.value;
  const lines = problems.map(({ field, message }) =>
    `${changed.keys.has(field) ? '--set' : `${path}:${file.lineOf(field)}`}: ${field} ${message}`.trimEnd(),
  );
  throw new AppError('config.invalid', lines.join('\n'), {
    hint: 'libs/contracts/schema/evaluation-gate.schema.json names every key with its default.',
  });
}

function unknownMeasures(
  { primary, guardrails }: EvaluationGate,
  measures: readonly string[],
): { field: string; message: string }[] {
  const used = [
    { field: 'primary.measure', measure: primary.measure },
    ...guardrails.map(({ measure }, at) => ({ field: `guardrails.${at}.measure`, measure })),
  ];
  const twice = used.filter(({ measure }, at) => used.findIndex((one) => one.measure === measure) !== at);
  return [
    ...used.flatMap(({ field, measure }) =>
      measures.includes(measure) ? [] : [{ field, message: unknown(measure, measures) }],
    ),
    ...twice.map(({ field, measure }) => ({ field, message: `names ${measure}, which stands here twice` })),
  ];
}

function unknown(measure: string, measures: readonly string[]): string {
  const meant = nearest(measure, measures);
  return `names ${measure}, which is no measure; ${meant === undefined ? `known are ${measures.join(', ')}` : `did you mean ${meant}?`}`;
}
