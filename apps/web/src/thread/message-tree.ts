// Owns a conversation's messages as a tree and the branch of it that is shown. Does not know how messages arrive.
import type { Message } from '../api/types.ts';

export interface MessageTree {
  readonly byId: ReadonlyMap<string, Message>;
  /** Children in the order in which they were made; roots stand under null. */
  readonly childrenOf: ReadonlyMap<string | null, readonly string[]>;
}

export type Row =
  | { readonly kind: 'message'; readonly id: string }
  | { readonly kind: 'pair'; readonly ids: readonly [string, string] };

export const EMPTY_TREE: MessageTree = { byId: new Map(), childrenOf: new Map() };

/** Two answers to one question that were asked for together are made within this time. */
const PAIR_MS = 1000;

export function withMessages(tree: MessageTree, messages: readonly Message[]): MessageTree {
  if (messages.length === 0) return tree;
  const byId = new Map(tree.byId);
  for (const message of messages) byId.set(message.id, message);
  const known = messages.every((message) => tree.byId.get(message.id)?.parentId === message.parentId);
  return known ? { byId, childrenOf: tree.childrenOf } : { byId, childrenOf: childrenOf(byId) };
}

function childrenOf(byId: ReadonlyMap<string, Message>): Map<string | null, string[]> {
  const children = new Map<string | null, string[]>();
  for (const message of [...byId.values()].sort(inOrder)) {
    const siblings = children.get(message.parentId);
    if (siblings) siblings.push(message.id);
    else children.set(message.parentId, [message.id]);
  }
  return children;
}

function inOrder(a: Message, b: Message): number {
  return a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0;
}

/** From the oldest message that is here down through `currentId` to the newest answer below it. */
export function visibleBranch(tree: MessageTree, currentId: string | null): readonly Message[] {
  const current = (currentId === null ? undefined : tree.byId.get(currentId)) ?? newest(tree);
  if (!current) return [];
  const branch: Message[] = [];
  const seen = new Set<string>();
  for (let at: Message | undefined = current; at && !seen.has(at.id); at = parentOf(tree, at)) {
    seen.add(at.id);
    branch.unshift(at);
  }
  for (let at = newestChild(tree, current.id); at && !seen.has(at.id); at = newestChild(tree, at.id)) {
    seen.add(at.id);
    branch.push(at);
  }
  return branch;
}

function newest(tree: MessageTree): Message | undefined {
  return [...tree.byId.values()].reduce<Message | undefined>(
    (best, message) => (best === undefined || inOrder(best, message) <= 0 ? message : best),
    undefined,
  );
}

function parentOf(tree: MessageTree, message: Message): Message | undefined {
  return message.parentId === null ? undefined : tree.byId.get(message.parentId);
}

function newestChild(tree: MessageTree, id: string): Message | undefined {
  const child = tree.childrenOf.get(id)?.at(-1);
  return child === undefined ? undefined : tree.byId.get(child);
}

/** The message itself and its alternatives, oldest first. */
export function siblingsOf(tree: MessageTree, id: string): readonly string[] {
  const message = tree.byId.get(id);
  return message ? (tree.childrenOf.get(message.parentId) ?? [id]) : [id];
}

/** Where a branch that goes through `id` ends. */
export function leafUnder(tree: MessageTree, id: string): string {
  return visibleBranch(tree, id).at(-1)?.id ?? id;
}

/** The other answer that was asked for together with this one, if there is one. */
export function pairOf(tree: MessageTree, id: string): readonly [string, string] | null {
  const message = tree.byId.get(id);
  if (message?.role !== 'assistant') return null;
  const other = siblingsOf(tree, id).find((sibling) => {
    const candidate = tree.byId.get(sibling);
    return candidate && sibling !== id && candidate.model !== message.model && madeTogether(candidate, message);
  });
  if (other === undefined) return null;
  const ids = siblingsOf(tree, id);
  return ids.indexOf(id) < ids.indexOf(other) ? [id, other] : [other, id];
}

function madeTogether(a: Message, b: Message): boolean {
  return Math.abs(Date.parse(a.createdAt) - Date.parse(b.createdAt)) < PAIR_MS;
}

/** What the list shows: the branch, its last answer beside its pair when two were asked for. */
export function rowsOf(tree: MessageTree, branch: readonly Message[]): readonly Row[] {
  const rows: Row[] = branch.map(({ id }) => ({ kind: 'message', id }));
  const last = branch.at(-1);
  const pair = last ? pairOf(tree, last.id) : null;
  if (pair) rows.splice(-1, 1, { kind: 'pair', ids: pair });
  return rows;
}

export function rowKey(row: Row): string {
  return row.kind === 'message' ? row.id : row.ids.join('+');
}
