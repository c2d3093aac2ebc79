// Owns the rules of a conversation, those of naru_torch/rows/check.py in the same words. Does not know which form of
// export the turns came from.
import type { Message, Role } from '../../rows/row.ts';
import { Fault, shown, type ReadNote } from '../result.ts';
import type { Mend } from '../source.ts';
import { isObject, kindOf } from './kind-of.ts';

/** A turn as a source writes it, with the names of its keys. */
export interface Turns {
  readonly list: readonly unknown[];
  /** What stands in front of `[0]` in a field's path. */
  readonly field: string;
  readonly role: string;
  readonly text: string;
}

const ROLES: ReadonlyMap<string, Role> = new Map<string, Role>([
  ['system', 'system'],
  ['developer', 'system'],
  ['user', 'user'],
  ['human', 'user'],
  ['prompter', 'user'],
  ['assistant', 'assistant'],
  ['gpt', 'assistant'],
  ['chatgpt', 'assistant'],
  ['bot', 'assistant'],
  ['chatbot', 'assistant'],
  ['model', 'assistant'],
  ['ai', 'assistant'],
]);

/** The role that a source's word stands for; the recipe's own words come first. */
export function roleOf(word: string, own: Readonly<Record<string, Role>> | undefined): Role | undefined {
  if (own !== undefined && Object.hasOwn(own, word)) return own[word];
  return ROLES.get(word) ?? ROLES.get(word.trim().toLowerCase());
}

export interface Rules {
  readonly mend?: Mend | undefined;
  readonly roles?: Readonly<Record<string, Role>> | undefined;
}

/** The turns as messages, mended where the rules say so, or the first fault. What was mended is added to `notes`. */
export function conversationOf(turns: Turns, rules: Rules, notes: ReadNote[]): Message[] | Fault {
  if (turns.list.length === 0) return new Fault(turns.field, 'is empty');
  let messages: Message[] = [];
  const empty = rules.mend?.['empty-turn'] === 'drop';
  for (let index = 0; index < turns.list.length; index += 1) {
    const message = messageOf(turns, index, rules, empty);
    if (message instanceof Fault) return message;
    if (message === undefined) notes.push('empty-turn-dropped');
    else messages.push(message);
  }
  if (rules.mend !== undefined) messages = mended(messages, rules.mend, notes);
  return orderFault(messages, turns) ?? messages;
}

function messageOf(turns: Turns, index: number, rules: Rules, dropEmpty: boolean): Message | Fault | undefined {
  const turn = turns.list[index];
  const at = (key?: string): string => `${turns.field}[${index}]${key === undefined ? '' : `.${key}`}`;
  if (!isObject(turn)) return new Fault(at(), `is ${kindOf(turn)}, not an object with ${turns.role} and ${turns.text}`);
  const word = turn[turns.role];
  if (word === undefined) return new Fault(at(turns.role), 'is missing');
  if (typeof word !== 'string') {
    return new Fault(at(turns.role), `is ${kindOf(word)}, not one of system, user, assistant`);
  }
  const role = roleOf(word, rules.roles);
  if (role === undefined) return new Fault(at(turns.role), `'${shown(word)}' is not one of system, user, assistant`);
  const text = turn[turns.text];
  if (text === undefined) return new Fault(at(turns.text), 'is missing');
  const content = typeof text === 'string' ? text : partsText(text, at(turns.text));
  if (content instanceof Fault) return content;
  const fault = textFault(content, () => at(turns.text));
  if (fault !== undefined) return fault;
  if (role !== 'system' && isBlank(content)) {
    return dropEmpty ? undefined : new Fault(at(turns.text), `the ${role} turn is empty`);
  }
  return { role, content };
}

/** A list of text parts (`{"type": "text", "text": …}`), joined. */
function partsText(content: unknown, field: string): string | Fault {
  if (!Array.isArray(content)) return new Fault(field, `is ${kindOf(content)}, not text`);
  let joined = '';
  for (const [index, part] of (content as unknown[]).entries()) {
    const at = `${field}[${index}]`;
    if (!isObject(part)) return new Fault(at, `is ${kindOf(part)}, not a text part`);
    if (part['type'] !== 'text') {
      const type = part['type'];
      return new Fault(at, `is of type ${typeof type === 'string' ? shown(type) : 'none'}; only text is trained on`);
    }
    if (typeof part['text'] !== 'string') return new Fault(`${at}.text`, `is ${kindOf(part['text'])}, not text`);
    joined += part['text'];
  }
  return joined;
}

function textFault(content: string, field: () => string): Fault | undefined {
  const nul = content.indexOf('\0');
  if (nul >= 0) return new Fault(field(), `has a NUL character at ${nul}`);
  if (content.isWellFormed()) return undefined;
  const at = content.search(/\p{Surrogate}/u);
  const code = content.charCodeAt(at).toString(16).toUpperCase();
  return new Fault(field(), `has half a surrogate pair (U+${code}) at ${at}`);
}

const isBlank = (text: string): boolean => text.trim() === '';

function mended(messages: Message[], mend: Mend, notes: ReadNote[]): Message[] {
  let turns = messages;
  if (mend['same-role'] === 'join') turns = joined(turns, notes);
  const first = turns[0]?.role === 'system' ? 1 : 0;
  if (mend['leading-assistant'] === 'drop' && turns[first]?.role === 'assistant') {
    turns = turns.toSpliced(first, 1);
    notes.push('leading-assistant-dropped');
  }
  if (mend['trailing-user'] === 'drop' && turns.at(-1)?.role === 'user') {
    turns = turns.slice(0, -1);
    notes.push('trailing-user-dropped');
  }
  return turns;
}

function joined(messages: readonly Message[], notes: ReadNote[]): Message[] {
  const out: Message[] = [];
  for (const message of messages) {
    const last = out.at(-1);
    if (last?.role === message.role) {
      out[out.length - 1] = { role: last.role, content: `${last.content}\n\n${message.content}` };
      if (!notes.includes('same-role-joined')) notes.push('same-role-joined');
    } else out.push(message);
  }
  return out;
}

function orderFault(messages: readonly Message[], { field, role }: Turns): Fault | undefined {
  const start = messages[0]?.role === 'system' ? 1 : 0;
  for (let index = start; index < messages.length; index += 1) {
    const is = messages[index]?.role;
    const expected = (index - start) % 2 === 0 ? 'user' : 'assistant';
    if (is === 'system') return new Fault(`${field}[${index}].${role}`, 'a system turn stands first or not at all');
    if (is !== expected) {
      const place = index > 0 ? `after ${messages[index - 1]?.role ?? ''}` : 'at the start';
      return new Fault(`${field}[${index}].${role}`, `is ${is ?? ''} ${place}; ${expected} comes here`);
    }
  }
  if (messages.length === 0) return new Fault(field, 'has no turn that can be used');
  if (messages.length === start) return new Fault(field, 'has only a system turn; nothing is answered');
  if (messages.at(-1)?.role === 'assistant') return undefined;
  const last = `${field}[${messages.length - 1}]`;
  return new Fault(last, "the last turn is the user's; add the answer or remove the turn");
}
