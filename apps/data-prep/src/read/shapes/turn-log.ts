// Owns logs with one turn a record: which they are, and conversations made of them. Does not know roles' rules.
import { Fault, type RawRecord } from '../result.ts';
import type { Columns, ReadLimits } from '../source.ts';
import { isObject, kindOf, type JsonObject } from './kind-of.ts';

const CONVERSATION = [
  'conversation_id',
  'conversationId',
  'thread_id',
  'session_id',
  'chat_id',
  'dialog_id',
  '대화_id',
];
const ROLE = ['role', 'from', 'speaker', 'sender', '역할', '화자'];
const CONTENT = ['content', 'text', 'message', 'value', 'utterance', '내용', '발화'];

export const LOG_KEYS: readonly string[] = [...CONVERSATION, ...ROLE, ...CONTENT];

export interface TurnLog {
  readonly conversation: string;
  readonly role: string;
  readonly content: string;
}

/** The keys of a log, where records with these keys are turns of one. */
export function turnLogOf(keys: readonly string[], columns: Columns | undefined): TurnLog | undefined {
  const find = (named: string | undefined, known: readonly string[]): string | undefined =>
    named ?? known.find((key) => keys.includes(key));
  if (keys.includes('messages') || keys.includes('conversations')) return undefined;
  const conversation = find(columns?.conversation, CONVERSATION);
  const role = find(columns?.role, ROLE);
  const content = find(columns?.content, CONTENT);
  if (conversation === undefined || role === undefined || content === undefined) return undefined;
  return [conversation, role, content].every((key) => keys.includes(key)) ? { conversation, role, content } : undefined;
}

interface Held {
  readonly line: number;
  readonly first: JsonObject;
  readonly turns: JsonObject[];
  bytes: number;
}

/**
 * Gathers turns by conversation, in the file's order. Conversations come when the file is over, by their first turn;
 * where more is open than the limit allows, those that were silent longest come before, and what still follows of
 * them is refused.
 */
export class TurnGathering {
  readonly #log: TurnLog;
  readonly #limits: Pick<ReadLimits, 'maxHeldBytes'>;
  readonly #open = new Map<string, Held>();
  readonly #closed = new Set<string>();
  #bytes = 0;

  constructor(log: TurnLog, limits: Pick<ReadLimits, 'maxHeldBytes'>) {
    this.#log = log;
    this.#limits = limits;
  }

  /** What is whole or refused now. */
  take(record: RawRecord): RawRecord[] {
    const { value, line } = record;
    if (value instanceof Fault) return [record];
    if (!isObject(value)) return [{ line, value: new Fault(undefined, `is ${kindOf(value)}, not a turn`) }];
    const key = this.#keyOf(value);
    if (key instanceof Fault) return [{ line, value: key }];
    if (this.#closed.has(key)) {
      const reason =
        'comes so long after the rest of its conversation that it was closed; sort the file by conversation';
      return [{ line, value: new Fault(this.#log.conversation, reason) }];
    }
    const turn: JsonObject = { role: value[this.#log.role], content: value[this.#log.content] };
    const held = this.#open.get(key) ?? { line, first: value, turns: [], bytes: 0 };
    const bytes = TURN_BYTES + (typeof turn['content'] === 'string' ? turn['content'].length * 2 : 0);
    held.turns.push(turn);
    held.bytes += bytes;
    this.#bytes += bytes;
    this.#open.delete(key); // to the end: the first of the map is the one silent longest
    this.#open.set(key, held);
    const out: RawRecord[] = [];
    while (this.#bytes > this.#limits.maxHeldBytes) out.push(this.#close());
    return out;
  }

  rest(): RawRecord[] {
    const held = [...this.#open.values()].sort((one, other) => one.line - other.line);
    this.#open.clear();
    return held.map((one) => this.#whole(one));
  }

  #keyOf(value: JsonObject): string | Fault {
    const id = value[this.#log.conversation];
    if (typeof id === 'string' && id.trim() !== '') return `s${id}`;
    if (typeof id === 'bigint' || Number.isSafeInteger(id)) return `n${String(id)}`;
    const why =
      typeof id === 'number'
        ? 'is a number that cannot be read exactly; write it as text'
        : `is ${kindOf(id)}, not an id`;
    return new Fault(this.#log.conversation, id === '' ? 'is empty' : why);
  }

  #close(): RawRecord {
    for (const [key, held] of this.#open) {
      this.#open.delete(key);
      this.#closed.add(key);
      this.#bytes -= held.bytes;
      return this.#whole(held);
    }
    throw new RangeError('nothing is held');
  }

  #whole({ first, turns, line }: Held): RawRecord {
    const { conversation, role, content } = this.#log;
    const named = Object.entries(first).filter(([key]) => key !== role && key !== content && key !== '__proto__');
    const id = first['id'] === undefined || turns.length > 1 ? first[conversation] : first['id'];
    return { line, value: { ...Object.fromEntries(named), id, messages: turns } };
  }
}

const TURN_BYTES = 200; // of objects around a turn's text, about
