import type { ApiError } from '../api/api-error.ts';
import type { Conversation, Message } from '../api/types.ts';
import { EMPTY_TREE, rowsOf, visibleBranch, withMessages, type MessageTree, type Row } from './message-tree.ts';

export interface ThreadState {
  readonly status: 'loading' | 'ready' | 'failed';
  readonly error: ApiError | null;
  readonly conversation: Conversation | null;
  readonly tree: MessageTree;
  readonly currentId: string | null;
  readonly branch: readonly Message[];
  readonly rows: readonly Row[];
  readonly hasMore: boolean;
  readonly loadingOlder: boolean;
  /** A question on its way to serve: shown, but not yet safe. */
  readonly sending: string | null;
  readonly connection: 'open' | 'lost';
  /** The ids of the answers that are being written, in the order of the tree. */
  readonly streaming: readonly string[];
}

export const FIRST_STATE: ThreadState = {
  status: 'loading',
  error: null,
  conversation: null,
  tree: EMPTY_TREE,
  currentId: null,
  branch: [],
  rows: [],
  hasMore: false,
  loadingOlder: false,
  sending: null,
  connection: 'open',
  streaming: [],
};

/** Takes messages in and chooses what is shown; everything derived is derived here. */
export function placed(state: ThreadState, messages: readonly Message[], currentId = state.currentId): ThreadState {
  const tree = withMessages(state.tree, messages);
  const branch = visibleBranch(tree, currentId);
  const streaming = [...tree.byId.values()].filter(({ status }) => status === 'streaming').map(({ id }) => id);
  return { ...state, tree, currentId, branch, rows: rowsOf(tree, branch), streaming };
}
