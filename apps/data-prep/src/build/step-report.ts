import { findPrivateData } from '@naru/private-data';

import type { Row } from '../rows/row.ts';
import type { Decision, Figure } from '../steps/step.ts';

/** One row that a step dropped or changed, as an example. */
export interface Example {
  readonly at: string;
  readonly source: string;
  readonly before: string;
  /** Null where the row was dropped. */
  readonly after: string | null;
}

/** What a note's values were: how often each word, the sum of each number. */
export interface NoteTally {
  readonly words: Record<string, number>;
  readonly numbers: Record<string, { count: number; sum: number; least: number; most: number }>;
}

/** What a step did: of one shard, or summed over all. */
export interface StepReport {
  rowsIn: number;
  rowsOut: number;
  changed: number;
  readonly dropped: Record<string, number>;
  /** By cause: the reason of a drop, or `changed`. */
  readonly examples: Record<string, Example[]>;
  readonly notes: NoteTally;
  /** What a step over all rows found besides. */
  readonly findings?: Readonly<Record<string, unknown>>;
  readonly figures?: readonly Figure[];
  readonly totals?: Readonly<Record<string, number>>;
}

const EXAMPLES = 5;
const EXAMPLE_CHARS = 600;
const CHANGED = 'changed';

export const emptyReport = (): StepReport => ({
  rowsIn: 0,
  rowsOut: 0,
  changed: 0,
  dropped: {},
  examples: {},
  notes: { words: {}, numbers: {} },
});

/** Counts one decision in. */
export function tally(report: StepReport, row: Row, decision: Decision): void {
  report.rowsIn += 1;
  if (decision.drop === undefined) report.rowsOut += 1;
  else report.dropped[decision.drop] = (report.dropped[decision.drop] ?? 0) + 1;
  if (decision.row !== undefined) report.changed += 1;
  if (decision.notes !== undefined) tallyNotes(report.notes, decision.notes);
  const cause = decision.drop ?? (decision.row === undefined ? undefined : CHANGED);
  if (cause === undefined) return;
  const examples = (report.examples[cause] ??= []);
  if (examples.length < EXAMPLES) examples.push(exampleOf(row, decision));
}

function exampleOf(row: Row, decision: Decision): Example {
  const { before, after } = excerpts(row, decision.row);
  return { at: row.at, source: row.source, before, after: decision.drop === undefined ? after : null };
}

/** The turns of both, cut to the same place near the first difference. */
function excerpts(row: Row, changed: Row | undefined): { before: string; after: string } {
  const [before, after] = [textOf(row), changed === undefined ? '' : textOf(changed)];
  let from = 0;
  if (changed !== undefined) while (from < before.length && before[from] === after[from]) from += 1;
  const start = Math.max(0, from - EXAMPLE_CHARS / 4);
  return { before: cut(before, start), after: cut(after, start) };
}

const textOf = (row: Row): string => masked(row.messages.map(({ role, content }) => `${role}: ${content}`).join('\n'));

/** A report is passed around: it never shows what the private data step would replace. */
function masked(text: string): string {
  let shown = '';
  let from = 0;
  for (const { start, end } of findPrivateData(text)) {
    shown += `${text.slice(from, start)}█████`;
    from = end;
  }
  return shown + text.slice(from);
}

function cut(text: string, from: number): string {
  const piece = text.slice(from, from + EXAMPLE_CHARS).toWellFormed();
  return `${from > 0 ? '…' : ''}${piece}${text.length > from + EXAMPLE_CHARS ? '…' : ''}`;
}

function tallyNotes(tallied: NoteTally, notes: Readonly<Record<string, unknown>>, prefix = ''): void {
  for (const [key, value] of Object.entries(notes)) {
    const name = prefix + key;
    if (typeof value === 'number') count(tallied, name, value);
    else if (typeof value === 'string' || typeof value === 'boolean') word(tallied, `${name}: ${value}`);
    else if (Array.isArray(value)) value.forEach((each) => word(tallied, `${name}: ${String(each)}`));
    else if (typeof value === 'object' && value !== null)
      tallyNotes(tallied, value as Readonly<Record<string, unknown>>, `${name}.`);
  }
}

const MOST_WORDS = 500;

function word(tallied: NoteTally, name: string): void {
  if (tallied.words[name] === undefined && Object.keys(tallied.words).length >= MOST_WORDS) return;
  tallied.words[name] = (tallied.words[name] ?? 0) + 1;
}

function count(tallied: NoteTally, name: string, value: number): void {
  const figure = (tallied.numbers[name] ??= { count: 0, sum: 0, least: value, most: value });
  figure.count += 1;
  figure.sum += value;
  figure.least = Math.min(figure.least, value);
  figure.most = Math.max(figure.most, value);
}

/** Adds `part` into `whole`; parts come in the order of the shards, so that the examples are always the same. */
export function add(whole: StepReport, part: StepReport): void {
  whole.rowsIn += part.rowsIn;
  whole.rowsOut += part.rowsOut;
  whole.changed += part.changed;
  for (const [reason, rows] of Object.entries(part.dropped))
    whole.dropped[reason] = (whole.dropped[reason] ?? 0) + rows;
  for (const [cause, examples] of Object.entries(part.examples)) {
    whole.examples[cause] = [...(whole.examples[cause] ?? []), ...examples].slice(0, EXAMPLES);
  }
  for (const [name, times] of Object.entries(part.notes.words)) {
    whole.notes.words[name] = (whole.notes.words[name] ?? 0) + times;
  }
  for (const [name, figure] of Object.entries(part.notes.numbers)) {
    const sum = (whole.notes.numbers[name] ??= { count: 0, sum: 0, least: figure.least, most: figure.most });
    sum.count += figure.count;
    sum.sum += figure.sum;
    sum.least = Math.min(sum.least, figure.least);
    sum.most = Math.max(sum.most, figure.most);
  }
}
