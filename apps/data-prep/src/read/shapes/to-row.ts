import type { Row } from '../../rows/row.ts';
import { Fault, type RawRecord, type ReadNote, type ReadResult } from '../result.ts';
import type { SourceConfig } from '../source.ts';
import { conversationOf } from './conversation.ts';
import { isObject, type JsonObject } from './kind-of.ts';
import { turnsOf } from './shapes.ts';

/** Makes rows of one file's records. */
export type ToResult = (record: RawRecord) => ReadResult;

/** Rows of chats in any form. @param file as rows and refusals name it */
export function chatResults(source: SourceConfig, file: string): ToResult {
  const { name, columns } = source;
  const rules = { mend: source.mend, roles: source.roles };
  return ({ value, line }) => {
    if (value instanceof Fault) return refusal(file, line, value);
    const notes: ReadNote[] = [];
    const turns = turnsOf(value, columns, notes);
    if (turns instanceof Fault) return refusal(file, line, turns);
    const messages = conversationOf(turns, rules, notes);
    if (messages instanceof Fault) return refusal(file, line, messages);
    const row: MutableRow = { messages, source: name, at: `${file}:${line}` };
    if (isObject(value)) addNamed(row, value, source);
    return notes.length === 0 ? { row } : { row, notes };
  };
}

export function refusal(file: string, line: number | undefined, fault: Fault): ReadResult {
  const { field, reason } = fault;
  const at = line === undefined ? file : `${file}:${line}`;
  return {
    refused: { at, file, ...(line !== undefined && { line }), ...(field !== undefined && { field }), reason },
  };
}

type MutableRow = { -readonly [Key in keyof Row]: Row[Key] };

function addNamed(row: MutableRow, value: JsonObject, { columns }: SourceConfig): void {
  const id = textOf(value, columns?.id) ?? textOf(value, 'id') ?? textOf(value, 'prompt_id');
  if (id !== undefined) row.id = id;
  const person = textOf(value, columns?.person) ?? textOf(value, 'person') ?? textOf(value, 'person_id');
  const personOrUser = person ?? textOf(value, 'user_id');
  if (personOrUser !== undefined) row.person = personOrUser;
  const topic = textOf(value, columns?.topic) ?? textOf(value, 'topic') ?? textOf(value, 'category');
  if (topic !== undefined) row.topic = topic;
  const language = primaryLanguage(textOf(value, columns?.language) ?? textOf(value, 'language'));
  if (language !== undefined) row.language = language;
  const synthetic = value['synthetic'];
  if (isObject(synthetic) && typeof synthetic['model'] === 'string' && typeof synthetic['prompt'] === 'string') {
    row.synthetic = { model: synthetic['model'], prompt: synthetic['prompt'] };
  }
}

/** Text, or a whole number that was read exactly. */
function textOf(value: JsonObject, key: string | undefined): string | undefined {
  if (key === undefined) return undefined;
  const found = value[key];
  if (typeof found === 'string') return found !== '' && found.isWellFormed() ? found : undefined;
  return typeof found === 'bigint' || Number.isSafeInteger(found) ? String(found) : undefined;
}

const LANGUAGE = /^\s*([A-Za-z]{2,3})(?:[-_].*)?\s*$/;

const primaryLanguage = (named: string | undefined): string | undefined =>
  named === undefined ? undefined : LANGUAGE.exec(named)?.[1]?.toLowerCase();
