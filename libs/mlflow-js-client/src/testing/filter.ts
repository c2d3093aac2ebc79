// Owns: the part of MLflow's filter and ordering language that the fake understands: comparisons joined by `and`.
import { invalid } from './fake-error.ts';

type Value = string | number | undefined;

/** Gives a row's value by kind (`attributes`, `tags`, `params`, `metrics`) and key. */
export type Lookup<T> = (row: T, kind: string, key: string) => Value;

const CLAUSE = /^\s*([\w`.:/ "-]+?)\s*(!=|>=|<=|=|>|<|\bI?LIKE\b)\s*('[^']*'|"[^"]*"|-?[\d.eE+-]+)\s*$/i;

export function filterRows<T>(rows: readonly T[], filter: string | undefined, lookup: Lookup<T>): T[] {
  if (filter === undefined || filter.trim() === '') return [...rows];
  const clauses = splitClauses(filter).map((clause) => parseClause(clause, filter));
  return rows.filter((row) => clauses.every(({ kind, key, test }) => test(lookup(row, kind, key))));
}

export function orderRows<T>(rows: T[], orderBy: readonly string[], lookup: Lookup<T>): T[] {
  const columns = orderBy.map((text) => {
    const [, name = '', direction = 'ASC'] = /^\s*(.+?)(?:\s+(ASC|DESC))?\s*$/i.exec(text) ?? [];
    return { ...identifier(name), sign: direction.toUpperCase() === 'DESC' ? -1 : 1 };
  });
  return rows.sort((one, other) => {
    for (const { kind, key, sign } of columns) {
      const order = compare(lookup(one, kind, key), lookup(other, kind, key));
      if (order !== 0) return sign * order;
    }
    return 0;
  });
}

/** One page, and the token of the next. */
export function page<T>(
  rows: readonly T[],
  size: number | undefined,
  token: string | undefined,
): [T[], string | undefined] {
  if (size !== undefined && size <= 0) {
    throw invalid(`Invalid value ${size} for parameter 'max_results' supplied. It must be a positive integer`);
  }
  const offset = token === undefined || token === '' ? 0 : readToken(token);
  const end = size === undefined ? rows.length : offset + size;
  const next = end < rows.length ? Buffer.from(JSON.stringify({ offset: end })).toString('base64') : undefined;
  return [rows.slice(offset, end), next];
}

function readToken(token: string): number {
  try {
    return (JSON.parse(Buffer.from(token, 'base64').toString('utf8')) as { offset: number }).offset;
  } catch {
    throw invalid('Invalid page token, could not base64-decode');
  }
}

function splitClauses(filter: string): string[] {
  return (
    filter.match(/(?:'[^']*'|"[^"]*"|(?!\s+and\s)[\s\S])+/gi)?.map((text) => text.replace(/^\s*and\s+/i, '')) ?? []
  );
}

function parseClause(clause: string, filter: string): { kind: string; key: string; test: (value: Value) => boolean } {
  const [, name, comparator, literal] = CLAUSE.exec(clause) ?? [];
  if (name === undefined || comparator === undefined || literal === undefined) {
    throw invalid(`Invalid clause(s) in filter string: '${filter}'`);
  }
  const wanted = /^['"]/.test(literal) ? literal.slice(1, -1) : Number(literal);
  return {
    ...identifier(name),
    test: (value) => value !== undefined && holds(value, comparator.toUpperCase(), wanted),
  };
}

function identifier(text: string): { kind: string; key: string } {
  const [, prefix, rest] = /^(attributes?|tags?|params?|parameters?|metrics?)\.(.+)$/.exec(text) ?? [];
  if (prefix === undefined || rest === undefined) return { kind: 'attributes', key: text };
  return { kind: prefix.replace(/^param.*/, 'params').replace(/s?$/, 's'), key: rest.replace(/^[`"]|[`"]$/g, '') };
}

function holds(value: string | number, comparator: string, wanted: string | number): boolean {
  if (comparator === 'LIKE' || comparator === 'ILIKE') return like(String(wanted), comparator).test(String(value));
  const order = compare(value, wanted);
  if (comparator === '=') return order === 0;
  if (comparator === '!=') return order !== 0;
  return comparator.startsWith('>')
    ? order > 0 || (comparator === '>=' && order === 0)
    : order < 0 || (comparator === '<=' && order === 0);
}

function like(pattern: string, comparator: string): RegExp {
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/%/g, '.*')
    .replace(/_/g, '.');
  return new RegExp(`^${source}$`, comparator === 'ILIKE' ? 'isu' : 'su');
}

function compare(one: Value, other: Value): number {
  if (one === other) return 0;
  if (one === undefined) return 1;
  if (other === undefined) return -1;
  return one < other ? -1 : 1;
}
