import { readFileSync } from 'node:fs';

import { AppError } from '@naru/contracts';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type YAMLError } from 'yaml';

/** A YAML file that holds one map, and where its keys stand. */
export interface YamlFile {
  readonly path: string;
  readonly value: Readonly<Record<string, unknown>>;
  /** Line of the key at a dotted path, or of the nearest one above it that stands in the file. */
  lineOf(field: string): number;
  /** Whether the file itself holds the whole of the path. */
  has(field: string): boolean;
}

/**
 * Reads a YAML 1.2 file that holds one map.
 *
 * A byte-order mark and CRLF are accepted; a key given twice, a tab as indentation and a second document are not.
 *
 * @throws AppError `config.invalid` naming file and line
 */
export function readYaml(path: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(textOf(path), { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const problems = [...document.errors, ...document.warnings];
  if (problems.length > 0) throw invalid(problems.map((problem) => `${path}:${described(problem, lines)}`).join('\n'));
  if (document.contents === null) throw invalid(`${path}: is empty.`);
  if (!isMap(document.contents)) throw invalid(`${path}:1: expected keys and values, as in "batch_size: 4".`);
  const value = valueOf(document, path);
  const found = (field: string): Found => locate(document, field === '' ? [] : field.split('.'));
  return {
    path,
    value,
    lineOf: (field) => lines.linePos(found(field).offset).line,
    has: (field) => found(field).whole,
  };
}

const invalid = (message: string, hint?: string): AppError => new AppError('config.invalid', message, { hint });

function textOf(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new AppError('config.invalid', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const line = bytes.subarray(0, firstBadByte(bytes)).toString('latin1').split('\n').length;
    throw new AppError('config.invalid', `${path}:${line}: is not UTF-8.`, { cause, hint: 'Save the file as UTF-8.' });
  }
}

function firstBadByte(bytes: Buffer): number {
  let low = 0;
  let high = bytes.length;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (decodes(bytes.subarray(0, middle))) low = middle;
    else high = middle - 1;
  }
  return low;
}

function decodes(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function described(problem: YAMLError, lines: LineCounter): string {
  const { line, col } = lines.linePos(problem.pos[0]);
  return `${line}:${col}: ${problem.message}`;
}

function valueOf(document: Document, path: string): Record<string, unknown> {
  try {
    return document.toJS({ maxAliasCount: 100 }) as Record<string, unknown>;
  } catch (cause) {
    throw new AppError('config.invalid', `${path}: ${(cause as Error).message}`, { cause });
  }
}

interface Found {
  readonly offset: number;
  readonly whole: boolean;
}

function locate(document: Document, keys: readonly string[]): Found {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of keys) {
    const target: unknown = isAlias(node) ? node.resolve(document) : node;
    const next = isMap(target)
      ? pairAt(target, key)
      : isSeq(target)
        ? { at: target.items[Number(key)], value: target.items[Number(key)] }
        : undefined;
    const start = rangeOf(next?.at);
    if (next === undefined || start === undefined) return { offset, whole: false };
    offset = start;
    node = next.value;
  }
  return { offset, whole: true };
}

function pairAt(
  map: { items: readonly { key: unknown; value: unknown }[] },
  key: string,
): { at: unknown; value: unknown } | undefined {
  const pair = map.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  return pair === undefined ? undefined : { at: pair.key, value: pair.value };
}

function rangeOf(node: unknown): number | undefined {
  return (node as { range?: readonly number[] } | undefined)?.range?.[0];
}
