import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

import { AppError, checkEvaluationItem, type EvaluationItem } from '@naru/contracts';
import { instructionProblem } from '@naru/instructions';

import { choiceOf } from './choice-shapes.ts';
import type { EvaluationSet } from './evaluation-set.ts';

/** What a set is called by its file. */
export const setName = (path: string): string => basename(path).replace(/\.jsonl?$/i, '');

interface Line {
  /** From 1; of a JSON array the element. */
  readonly number: number;
  readonly value: unknown;
  readonly text: string;
}

/**
 * A file of evaluation items, or of multiple-choice rows as KoBEST, KMMLU and others are published: JSON lines or one
 * JSON array. A published row with two options that are the same tells nothing, and is left out.
 *
 * @throws AppError `data.invalid` with the line of every problem
 */
export function readSet(path: string, limit: number | undefined): EvaluationSet {
  const lines = linesOf(path).slice(0, limit);
  const problems: string[] = [];
  const used: { readonly item: EvaluationItem; readonly text: string }[] = [];
  let leftOut = 0;
  for (const { number, value, text } of lines) {
    const published = choiceOf(value, `row-${number}`);
    const item = itemIn(published ?? value);
    if (typeof item !== 'string') used.push({ item, text });
    else if (published !== undefined && item.includes('duplicate')) leftOut += 1;
    else problems.push(`${path}:${number}: ${item}`);
  }
  problems.push(...twice(used.map(({ item }) => item.id)).map((id) => `${path}: the id ${id} stands there twice`));
  if (problems.length === 0 && used.length === 0) problems.push(`${path} holds no item`);
  if (problems.length > 0) {
    throw new AppError('data.invalid', problems.join('\n'), {
      hint: 'libs/contracts/schema/evaluation-item.schema.json says what an item is.',
    });
  }
  const languages = new Set(used.map(({ item }) => item.language));
  const [language = 'mixed'] = languages;
  return {
    name: setName(path),
    sha256: createHash('sha256')
      .update(used.map(({ text }) => text).join('\n'))
      .digest('hex'),
    language: languages.size === 1 ? language : 'mixed',
    items: used.map(({ item }) => item),
    leftOut,
  };
}

function linesOf(path: string): Line[] {
  const whole = readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  if (path.toLowerCase().endsWith('.json')) {
    const array = parsed(whole);
    return (Array.isArray(array) ? array : [array]).map((value: unknown, at) => ({
      ...{ number: at + 1, value, text: JSON.stringify(value) },
    }));
  }
  return whole
    .split('\n')
    .map((text, at) => ({ number: at + 1, value: parsed(text), text }))
    .filter(({ text }) => text.trim() !== '');
}

/** The item, or what is wrong with it. */
function itemIn(value: unknown): EvaluationItem | string {
  const checked = checkEvaluationItem(value);
  if (!checked.ok) return checked.problems.map(({ field, message }) => `${field} ${message}`.trim()).join('; ');
  const item = checked.value;
  if (item.kind === 'choice' && item.answer >= item.options.length) return 'answer is no place of an option';
  if (item.kind !== 'instructions') return item;
  const wrong = item.instructions.flatMap((one) => instructionProblem(one) ?? []);
  return wrong.length === 0 ? item : wrong.join('; ');
}

function twice(ids: readonly string[]): string[] {
  const seen = new Set<string>();
  return ids.filter((id) => seen.has(id) || !seen.add(id));
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
