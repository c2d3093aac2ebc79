import { Fault } from '../result.ts';
import { isObject, kindOf, type JsonObject } from './kind-of.ts';

/** What one conversation of ChatGPT's `conversations.json` says on its current branch. */
export interface ChatGptBranch {
  readonly turns: readonly JsonObject[];
  /** Calls of tools and what they gave were left out. */
  readonly toolsLeftOut: boolean;
}

// What people do not see of a conversation.
const HIDDEN_CONTENT = new Set([
  'user_editable_context',
  'model_editable_context',
  'thoughts',
  'reasoning_recap',
  'app_pairing_content',
]);

/** From the current node to the root, which is how the page itself finds the branch that it shows. */
export function chatGptBranch(conversation: JsonObject): ChatGptBranch | Fault {
  const mapping = conversation['mapping'];
  if (!isObject(mapping)) return new Fault('mapping', `is ${kindOf(mapping)}, not an object of messages`);
  const path = branch(mapping, conversation['current_node']);
  if (path instanceof Fault) return path;
  const turns: JsonObject[] = [];
  let toolsLeftOut = false;
  for (const { id, message } of path.reverse()) {
    const turn = turnOf(message, id);
    if (turn instanceof Fault) return turn;
    if (turn === 'tool') toolsLeftOut = true;
    else if (turn !== undefined) turns.push(turn);
  }
  return { turns, toolsLeftOut };
}

interface Node {
  readonly id: string;
  readonly message: JsonObject;
}

function branch(mapping: JsonObject, current: unknown): Node[] | Fault {
  if (typeof current !== 'string' || !Object.hasOwn(mapping, current)) {
    return new Fault('current_node', 'names no message of the mapping');
  }
  const path: Node[] = [];
  const seen = new Set<string>();
  let id: unknown = current;
  while (typeof id === 'string') {
    if (seen.has(id)) return new Fault('mapping', 'its messages follow each other in a circle');
    seen.add(id);
    const node: unknown = Object.hasOwn(mapping, id) ? mapping[id] : undefined;
    if (!isObject(node)) return new Fault('mapping', 'a message names a parent that is not there');
    if (isObject(node['message'])) path.push({ id, message: node['message'] });
    id = node['parent'];
  }
  return path;
}

function turnOf(message: JsonObject, id: string): JsonObject | Fault | 'tool' | undefined {
  const author = message['author'];
  const role = isObject(author) ? author['role'] : undefined;
  const content = message['content'];
  const metadata = message['metadata'];
  if (isObject(metadata) && metadata['is_visually_hidden_from_conversation'] === true) return undefined;
  if (role === 'tool') return 'tool';
  const recipient = message['recipient'];
  if (typeof recipient === 'string' && recipient !== 'all') return 'tool';
  if (!isObject(content)) return new Fault(`mapping.${id}.message.content`, `is ${kindOf(content)}, not an object`);
  const type = content['content_type'];
  if (typeof type === 'string' && HIDDEN_CONTENT.has(type)) return undefined;
  const parts = content['parts'] ?? [content['text'] ?? ''];
  if (!Array.isArray(parts)) return new Fault(`mapping.${id}.message.content.parts`, `is ${kindOf(parts)}, not a list`);
  if (!parts.every((part) => typeof part === 'string')) {
    return new Fault(`mapping.${id}.message.content.parts`, 'has a part that is no text; only text is trained on');
  }
  const text = parts.join('\n');
  return role === 'system' && text.trim() === '' ? undefined : { role, content: text };
}
