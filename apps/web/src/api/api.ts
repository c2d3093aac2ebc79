// Owns serve's routes as functions. Does not know who calls them or what is shown.
import { query } from './query.ts';
import type { Transport } from './transport.ts';
import type {
  Account,
  AccountChange,
  ApiKey,
  ApiKeyChange,
  ApiKeyRequest,
  Conversation,
  ConversationPage,
  Feedback,
  FeedbackFields,
  Message,
  MessagePage,
  Model,
  Person,
  Preset,
  PresetFields,
  Provenance,
  Reply,
  SendRequest,
  Sent,
  Session,
  UsageOfToday,
  UsageReport,
} from './types.ts';

export interface NewAccount {
  /** Of a one-time link. */
  readonly token: string;
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

export type ConversationChange = Partial<
  Pick<Conversation, 'title' | 'systemPrompt' | 'model' | 'presetId' | 'currentMessageId'>
>;

export type Api = ReturnType<typeof createApi>;

export function createApi(transport: Transport) {
  return {
    ...accountRoutes(transport),
    ...peopleRoutes(transport),
    ...conversationRoutes(transport),
    ...messageRoutes(transport),
    ...catalogueRoutes(transport),
    openStream: transport.open,
  };
}

function accountRoutes({ get, send, useCsrfToken }: Transport) {
  const remember = (session: Session): Session => {
    useCsrfToken(session.csrfToken);
    return session;
  };
  return {
    session: async () => remember(await get<Session>('/api/session')),
    signIn: async (email: string, password: string) =>
      remember(await send<Session>('POST', '/api/session', { email, password })),
    signOut: () => send<undefined>('DELETE', '/api/session'),
    redeemLink: (account: NewAccount) => send<unknown>('POST', '/api/accounts/first', account),
    keys: async () => listed(await get<unknown>('/api/keys'), 'keys') as readonly ApiKey[],
    makeKey: (request: ApiKeyRequest) => send<ApiKey & { readonly key: string }>('POST', '/api/keys', request),
    changeKey: (id: string, change: ApiKeyChange) =>
      send<ApiKey>('PATCH', `/api/keys/${encodeURIComponent(id)}`, change),
    revokeKey: (id: string) => send<undefined>('DELETE', `/api/keys/${encodeURIComponent(id)}`),
    changeName: (name: string) => send<Person>('PATCH', '/api/account', { name }),
    changePassword: (currentPassword: string, newPassword: string) =>
      send<undefined>('PUT', '/api/account/password', { currentPassword, newPassword }),
    usage: () => get<UsageOfToday>('/api/usage'),
  };
}

/** For administrators. */
function peopleRoutes({ get, send }: Transport) {
  return {
    people: async () => listed(await get<unknown>('/api/admin/users'), 'users') as readonly Account[],
    changePerson: (id: string, change: AccountChange) =>
      send<Account>('PATCH', `/api/admin/users/${encodeURIComponent(id)}`, change),
    usageReport: (from: string | null, cursor: string | null, signal?: AbortSignal) =>
      get<UsageReport>(`/api/admin/usage?${query({ limit: '100', from, cursor })}`, signal),
    invite: () => send<{ readonly url: string }>('POST', '/api/admin/invitations'),
  };
}

function conversationRoutes({ get, send }: Transport) {
  const at = (id: string): string => `/api/conversations/${encodeURIComponent(id)}`;
  return {
    conversations: (search: string, cursor: string | null, signal?: AbortSignal) =>
      get<ConversationPage>(`/api/conversations?${query({ limit: '30', search, cursor })}`, signal),
    conversation: (id: string, signal?: AbortSignal) => get<Conversation>(at(id), signal),
    createConversation: (fields: ConversationChange) => send<Conversation>('POST', '/api/conversations', fields),
    changeConversation: (id: string, change: ConversationChange) => send<Conversation>('PATCH', at(id), change),
    deleteConversation: (id: string) => send<undefined>('DELETE', at(id)),
    exportAddress: (id: string, format: 'json' | 'markdown') => `${at(id)}/export?format=${format}`,
    messages: (id: string, before: string | null, signal?: AbortSignal) =>
      get<MessagePage>(`${at(id)}/messages?${query({ limit: '100', before })}`, signal),
    sendMessage: (id: string, request: SendRequest) => send<Sent>('POST', `${at(id)}/messages`, request),
  };
}

function messageRoutes({ get, send }: Transport) {
  const at = (id: string): string => `/api/messages/${encodeURIComponent(id)}`;
  return {
    regenerate: (id: string, request: { readonly idempotencyKey: string; readonly model?: string }) =>
      send<{ readonly reply: Reply }>('POST', `${at(id)}/regenerate`, request),
    edit: (
      id: string,
      request: { readonly idempotencyKey: string; readonly content: string; readonly model?: string },
    ) => send<Sent>('POST', `${at(id)}/edit`, request),
    continueAnswer: (id: string) => send<{ readonly reply: Reply }>('POST', `${at(id)}/continue`, {}),
    stop: (id: string) => send<Message>('POST', `${at(id)}/stop`),
    giveFeedback: (id: string, feedback: FeedbackFields) => send<Feedback>('PUT', `${at(id)}/feedback`, feedback),
    withdrawFeedback: (id: string) => send<undefined>('DELETE', `${at(id)}/feedback`),
    provenance: (id: string, signal?: AbortSignal) => get<Provenance>(`${at(id)}/provenance`, signal),
  };
}

function catalogueRoutes({ get, send }: Transport) {
  return {
    models: async () => listed(await get<unknown>('/api/models'), 'models') as readonly Model[],
    presets: async () => listed(await get<unknown>('/api/presets'), 'presets') as readonly Preset[],
    createPreset: (fields: PresetFields) => send<Preset>('POST', '/api/presets', fields),
    changePreset: (id: string, fields: PresetFields) =>
      send<Preset>('PATCH', `/api/presets/${encodeURIComponent(id)}`, fields),
    deletePreset: (id: string) => send<undefined>('DELETE', `/api/presets/${encodeURIComponent(id)}`),
  };
}

/** Lists come as `{ [name]: [...] }`; a bare list is taken too. */
function listed(body: unknown, name: string): readonly unknown[] {
  if (Array.isArray(body)) return body;
  const list = (body as Readonly<Record<string, unknown>>)[name];
  return Array.isArray(list) ? list : [];
}
