// Owns the forms that chats are exported in, one record a conversation. Does not know what a valid conversation is, nor
// how a file is cut into records.
import { Fault, shown, type ReadNote } from '../result.ts';
import type { Columns } from '../source.ts';
import { chatGptBranch } from './chatgpt.ts';
import type { Turns } from './conversation.ts';
import { isObject, kindOf, type JsonObject } from './kind-of.ts';

/** Question and answer by name, the commonest first. */
export const PAIRS: readonly (readonly [string, string])[] = [
  ['prompt', 'completion'],
  ['prompt', 'response'],
  ['prompt', 'output'],
  ['question', 'answer'],
  ['question', 'response'],
  ['query', 'response'],
  ['query', 'answer'],
  ['user', 'assistant'],
  ['input', 'output'],
  ['질문', '답변'],
  ['질문', '응답'],
  ['문의', '답변'],
];

/** Every key that a form is told or read by; of wide tables only these are kept. */
export const KNOWN_KEYS: readonly string[] = [
  ...['messages', 'conversations', 'conversation', 'mapping', 'current_node', 'chosen', 'rejected'],
  ...['instruction', 'input', 'output', 'response', 'history', 'system', 'system_prompt', ...PAIRS.flat()],
  ...['id', 'prompt_id', 'person', 'person_id', 'user_id', 'topic', 'category', 'language', 'synthetic'],
];

/** The turns of a record, or why it has none. */
export function turnsOf(value: unknown, columns: Columns | undefined, notes: ReadNote[]): Turns | Fault {
  if (Array.isArray(value)) return turnList(value, 'messages');
  if (!isObject(value)) return new Fault(undefined, `is ${kindOf(value)}, not an object with messages`);
  if (columns?.user !== undefined || columns?.assistant !== undefined) return mapped(value, columns);
  if ('messages' in value) return listed(value, 'messages');
  if ('conversations' in value) return listed(value, 'conversations');
  if ('mapping' in value) return chatGpt(value, notes);
  if ('chosen' in value) return chosen(value, notes);
  if (Array.isArray(value['conversation'])) return listed(value, 'conversation');
  if ('instruction' in value) return alpaca(value);
  return paired(value) ?? unknown(value);
}

function listed(value: JsonObject, field: string): Turns | Fault {
  const turns = asList(value[field]);
  if (!Array.isArray(turns)) return new Fault(field, `is ${kindOf(turns)}, not a list of turns`);
  const { role, text } = turnList(turns, field);
  const system = value['system'] ?? value['system_prompt'];
  const hasOwn = turns.some((turn) => isObject(turn) && turn[role] === 'system');
  if (typeof system !== 'string' || system.trim() === '' || hasOwn) return { list: turns, field, role, text };
  return { list: [{ [role]: 'system', [text]: system }, ...(turns as unknown[])], field, role, text };
}

// Tables hold a list as JSON in a cell, or (older files of the hub) as one list for each key.
function asList(turns: unknown): unknown {
  if (isObject(turns)) return zipped(turns) ?? turns;
  if (typeof turns !== 'string' || !/^\s*\[/.test(turns)) return turns;
  try {
    return JSON.parse(turns) as unknown;
  } catch {
    return turns;
  }
}

function zipped(columns: JsonObject): JsonObject[] | undefined {
  const [role, text] = 'from' in columns ? ['from', 'value'] : ['role', 'content'];
  const [roles, texts] = [columns[role], columns[text]];
  if (!Array.isArray(roles) || !Array.isArray(texts) || roles.length !== texts.length) return undefined;
  return roles.map((word: unknown, index) => ({ [role]: word, [text]: texts[index] as unknown }));
}

/** OpenAI's role and content, or ShareGPT's from and value. */
function turnList(list: readonly unknown[], field: string): Turns {
  const first = list[0];
  const shareGpt = isObject(first) && 'from' in first && !('role' in first);
  return shareGpt ? { list, field, role: 'from', text: 'value' } : { list, field, role: 'role', text: 'content' };
}

function chatGpt(value: JsonObject, notes: ReadNote[]): Turns | Fault {
  const branch = chatGptBranch(value);
  if (branch instanceof Fault) return branch;
  if (branch.toolsLeftOut) notes.push('tools-left-out');
  return { list: branch.turns, field: 'messages', role: 'role', text: 'content' };
}

// https://huggingface.co/docs/trl/dataset_formats#preference : the prompt stands apart, or in front of both answers.
function chosen(value: JsonObject, notes: ReadNote[]): Turns | Fault {
  notes.push('chosen-taken');
  const answer = asList(value['chosen']);
  const prompt = asList(value['prompt'] ?? value['question'] ?? value['instruction']);
  if (Array.isArray(answer)) {
    const turns = turnList(answer, 'chosen');
    const first: unknown = answer[0];
    if (!isObject(first) || first[turns.role] === 'system' || first[turns.role] === 'user') return turns;
    if (Array.isArray(prompt)) return { ...turns, list: [...(prompt as unknown[]), ...(answer as unknown[])] };
    return { ...turns, list: [{ [turns.role]: 'user', [turns.text]: prompt }, ...(answer as unknown[])] };
  }
  if (typeof answer === 'string' && prompt === undefined) return { ...dialogue(answer), field: 'chosen' };
  return pair(value, prompt, answer);
}

// https://huggingface.co/datasets/Anthropic/hh-rlhf writes a whole conversation as one text.
function dialogue(text: string): Turns {
  const [, ...pieces] = text.split(/(?:^|\n\n)(Human|Assistant): ?/);
  const list: JsonObject[] = [];
  for (let index = 0; index + 1 < pieces.length; index += 2) {
    list.push({ role: pieces[index] === 'Human' ? 'user' : 'assistant', content: pieces[index + 1]?.trim() });
  }
  return { list, field: 'chosen', role: 'role', text: 'content' };
}

// https://github.com/tatsu-lab/stanford_alpaca#data-release , with LLaMA-Factory's history of earlier pairs.
function alpaca(value: JsonObject): Turns | Fault {
  const { instruction, input } = value;
  const answer = value['output'] ?? value['response'] ?? value['completion'];
  if (answer === undefined) return new Fault('output', 'is missing');
  const both = typeof instruction === 'string' && typeof input === 'string' && input.trim() !== '';
  return pair(value, both ? `${instruction}\n\n${input}` : instruction, answer);
}

function paired(value: JsonObject): Turns | undefined {
  const found = PAIRS.find(([question, answer]) => question in value && answer in value);
  if (found === undefined) return undefined;
  const [question, answer] = [asList(value[found[0]]), asList(value[found[1]])];
  if (!Array.isArray(question) || !Array.isArray(answer)) return pair(value, question, answer);
  return turnList([...(question as unknown[]), ...(answer as unknown[])], 'messages');
}

function mapped(value: JsonObject, columns: Columns): Turns | Fault {
  const { user = '', assistant = '', system } = columns;
  for (const name of [user, assistant]) {
    if (!(name in value)) return new Fault(name, `is missing; the row's keys are ${keysOf(value)}`);
  }
  const instruction = system === undefined ? undefined : value[system];
  return pair({ system: instruction }, value[user], value[assistant]);
}

function pair(value: JsonObject, question: unknown, answer: unknown): Turns {
  const list: JsonObject[] = [];
  const system = value['system'] ?? value['system_prompt'];
  if (typeof system === 'string' && system.trim() !== '') list.push({ role: 'system', content: system });
  const history = value['history'];
  if (Array.isArray(history)) {
    for (const earlier of history as unknown[]) {
      if (!Array.isArray(earlier)) continue;
      list.push(
        { role: 'user', content: earlier[0] as unknown },
        { role: 'assistant', content: earlier[1] as unknown },
      );
    }
  }
  list.push({ role: 'user', content: question }, { role: 'assistant', content: answer });
  return { list, field: 'messages', role: 'role', text: 'content' };
}

function unknown(value: JsonObject): Fault {
  const looks = 'text' in value ? ' (this looks like plain text)' : '';
  return new Fault('messages', `is missing; the row's keys are ${keysOf(value)}${looks}`);
}

function keysOf(value: JsonObject): string {
  const keys = Object.keys(value).slice(0, 6);
  return keys.length === 0 ? 'none' : keys.map((key) => `\`${shown(key)}\``).join(', ');
}
