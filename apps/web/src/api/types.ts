// Owns the shapes that serve's HTTP API gives and takes. Does not know how they travel or how they look.

export type Role = 'user' | 'assistant';
export type MessageStatus = 'complete' | 'streaming' | 'stopped' | 'interrupted' | 'failed';
export type Rating = 'up' | 'down';
export type KeyScope = 'chat' | 'conversations' | 'data' | 'admin';

export interface Person {
  readonly id: string;
  readonly email: string | null;
  readonly name: string | null;
  readonly role: 'user' | 'admin';
}

export interface Session {
  readonly user: Person | null;
  readonly authEnabled: boolean;
  readonly csrfToken: string | null;
  readonly oidc: { readonly name: string } | null;
  /** false: there is none to change here. */
  readonly hasPassword: boolean;
  /** Is there a data service? */
  readonly data?: boolean;
}

export interface Model {
  readonly id: string;
  readonly name: string;
  readonly kind: 'base' | 'adapter';
  readonly ready: boolean;
  readonly default: boolean;
  readonly runId: string | null;
  readonly description: string | null;
  readonly contextTokens: number;
}

export interface PresetFields {
  readonly name: string;
  readonly systemPrompt: string | null;
  readonly model: string | null;
  readonly temperature: number | null;
  readonly topP: number | null;
  readonly maxTokens: number | null;
}

export interface Preset extends PresetFields {
  readonly id: string;
}

export interface ConversationSummary {
  readonly id: string;
  readonly title: string | null;
  readonly model: string | null;
  readonly presetId: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly snippet?: string;
}

export interface Conversation extends ConversationSummary {
  readonly systemPrompt: string | null;
  readonly currentMessageId: string | null;
}

export interface ConversationPage {
  readonly conversations: readonly ConversationSummary[];
  readonly nextCursor: string | null;
}

export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly estimated: boolean;
}

export interface FeedbackFields {
  readonly rating: Rating | null;
  readonly reason?: string | null;
  readonly correction?: string | null;
  readonly consent: boolean;
}

export interface Feedback extends FeedbackFields {
  readonly updatedAt: string;
}

export interface Message {
  readonly id: string;
  readonly conversationId: string;
  readonly parentId: string | null;
  readonly role: Role;
  readonly content: string;
  readonly status: MessageStatus;
  readonly model: string | null;
  readonly createdAt: string;
  readonly finishReason: string | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly usage: Usage | null;
  readonly trimmedTurns: number;
  readonly feedback: Feedback | null;
  /** The stream of an answer that is being written; serve may leave it out. */
  readonly streamId?: string | null;
}

export interface MessagePage {
  readonly messages: readonly Message[];
  readonly hasMore: boolean;
}

export interface Reply {
  readonly message: Message;
  readonly streamId: string;
}

export interface Sent {
  readonly userMessage: Message;
  readonly replies: readonly Reply[];
}

export interface Parameters {
  readonly temperature?: number;
  readonly topP?: number;
  readonly maxTokens?: number;
  readonly seed?: number;
}

export interface SendRequest {
  readonly parentId: string | null;
  readonly content: string;
  readonly models?: readonly string[];
  readonly idempotencyKey: string;
  readonly parameters?: Parameters;
}

export interface Provenance {
  readonly messageId: string;
  readonly model: string;
  readonly base: { readonly id: string; readonly sha256: string | null };
  readonly adapter: {
    readonly name: string;
    readonly sha256: string;
    readonly runId: string;
    readonly mlflowRunId: string | null;
    readonly mlflowUrl: string | null;
  } | null;
  readonly dataset: { readonly id: string; readonly sha256: string } | null;
  readonly chatTemplateSha256: string | null;
  readonly engine: { readonly name: string; readonly version: string };
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly createdAt: string;
}

export interface ApiKey {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly KeyScope[];
  readonly limits: Limits | null;
  readonly expiresAt: string | null;
  readonly lastUsedAt: string | null;
  readonly createdAt: string;
}

export interface ApiKeyRequest {
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  readonly limits: Limits | null;
  readonly expiresAt: string | null;
}

export interface ApiKeyChange {
  readonly name?: string;
  readonly limits?: Limits | null;
}

/** What a person or a key may use; what is left out is as the server says, 0 is no limit. */
export interface Limits {
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  readonly tokensPerDay?: number;
}

/** A person as an administrator sees them. */
export interface Account extends Person {
  readonly disabled: boolean;
  readonly limits: Limits | null;
  readonly createdAt: string;
}

export interface AccountChange {
  readonly role?: Person['role'];
  readonly disabled?: boolean;
  readonly limits?: Limits | null;
}

/** One's own use since midnight UTC; a limit that is null does not exist. */
export interface UsageOfToday {
  readonly today: { readonly requests: number; readonly tokens: number };
  readonly limits: { readonly [Name in keyof Limits]-?: number | null };
}

/** What a person used on a day, or one of their keys of that. */
export interface UsageEntry {
  /** UTC: `2026-11-23`. */
  readonly day: string;
  readonly person: { readonly id: string; readonly name: string; readonly email: string } | null;
  readonly key: { readonly id: string; readonly name: string; readonly prefix: string | null } | null;
  readonly requests: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

export interface UsageReport {
  readonly usage: readonly UsageEntry[];
  readonly nextCursor: string | null;
}

export interface ApiErrorBody {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | null;
  readonly requestId?: string | null;
}
