import type {
  Account,
  ApiKey,
  Conversation,
  Message,
  Model,
  Preset,
  PresetFields,
  Provenance,
  Reply,
  SendRequest,
  Sent,
  UsageEntry,
  UsageOfToday,
} from '../api/types.ts';
import { answerTo } from './fake-answers.ts';
import { FakeStreams } from './fake-streams.ts';
import { aMessage } from './messages.ts';

export const BASE = 'smollm2-135m-instruct';
export const ADAPTER = 'smollm2-135m@9f3db51a';

const MODELS: readonly Model[] = [
  {
    id: BASE,
    name: 'SmolLM2 135M Instruct',
    kind: 'base',
    ready: true,
    default: true,
    runId: null,
    description: 'Small and quick',
    contextTokens: 2048,
  },
  {
    id: ADAPTER,
    name: 'SmolLM2 · sample-chat',
    kind: 'adapter',
    ready: true,
    default: false,
    runId: '20260101T000000-a1b2',
    description: null,
    contextTokens: 2048,
  },
];

const MINA: Account = {
  id: 'u1',
  email: 'mina@example.org',
  name: 'Mina Han',
  role: 'admin',
  disabled: false,
  limits: null,
  createdAt: '2026-01-05T09:00:00.000Z',
};

/** What the fake serve remembers. */
export class FakeStore {
  readonly conversations = new Map<string, Conversation>();
  readonly messages = new Map<string, Message>();
  readonly streams = new FakeStreams(this.messages);
  readonly presets = new Map<string, Preset>();
  readonly keys = new Map<string, ApiKey>();
  readonly models: Model[] = [...MODELS];
  readonly people: Account[] = [MINA];
  usageEntries: readonly UsageEntry[] = [];
  usage: UsageOfToday = {
    today: { requests: 48, tokens: 36_420 },
    limits: { requestsPerMinute: 20, tokensPerMinute: null, tokensPerDay: 50_000 },
  };
  /** How many times each idempotency key came; a key that came before makes nothing new. */
  readonly sends: SendRequest[] = [];
  trimmedTurns = 0;
  private readonly answered = new Map<string, Sent>();
  private made = 0;

  conversation(fields: Partial<Conversation> = {}): Conversation {
    const id = fields.id ?? this.id('c');
    const now = new Date().toISOString();
    const conversation: Conversation = {
      title: null,
      model: null,
      presetId: null,
      systemPrompt: null,
      currentMessageId: null,
      createdAt: now,
      updatedAt: now,
      ...fields,
      id,
    };
    this.conversations.set(id, conversation);
    return conversation;
  }

  message(fields: Partial<Message>): Message {
    const message = aMessage({ createdAt: this.now(), ...fields, id: fields.id ?? this.id('m') });
    this.messages.set(message.id, message);
    return message;
  }

  of(conversationId: string): readonly Message[] {
    return [...this.messages.values()]
      .filter((message) => message.conversationId === conversationId)
      .sort((a, b) => a.createdAt.localeCompare(b.createdAt));
  }

  send(conversationId: string, request: SendRequest): Sent {
    this.sends.push(request);
    const before = this.answered.get(request.idempotencyKey);
    if (before) return before;
    const { parentId, content } = request;
    const userMessage = this.message({ conversationId, parentId, role: 'user', content });
    const models = request.models ?? [this.conversations.get(conversationId)?.model ?? BASE];
    const replies = models.map((model) => this.reply(userMessage, model));
    const conversation = this.conversations.get(conversationId);
    if (conversation) {
      const title = conversation.title ?? content.slice(0, 40);
      const currentMessageId = replies[0]?.message.id ?? null;
      this.conversations.set(conversationId, {
        ...conversation,
        title,
        currentMessageId,
        updatedAt: new Date().toISOString(),
      });
    }
    const sent = { userMessage, replies };
    this.answered.set(request.idempotencyKey, sent);
    return sent;
  }

  reply(question: Message, model: string): Reply {
    const message = this.message({
      conversationId: question.conversationId,
      parentId: question.id,
      role: 'assistant',
      status: 'streaming',
      model,
      trimmedTurns: this.trimmedTurns,
    });
    return { message, streamId: this.streams.start(message.id, answerTo(question.content), this.trimmedTurns) };
  }

  goOn(messageId: string): Reply | null {
    const message = this.messages.get(messageId);
    if (!message) return null;
    const running: Message = { ...message, status: 'streaming', finishReason: null };
    this.messages.set(messageId, running);
    return { message: running, streamId: this.streams.start(messageId, ' And so it goes on, to its end.') };
  }

  preset(fields: PresetFields, id = this.id('p')): Preset {
    const preset = { ...fields, id };
    this.presets.set(id, preset);
    return preset;
  }

  provenance(message: Message): Provenance {
    const tuned = message.model === ADAPTER;
    return {
      messageId: message.id,
      model: message.model ?? BASE,
      base: { id: 'HuggingFaceTB/SmolLM2-135M-Instruct', sha256: 'a'.repeat(64) },
      adapter: tuned
        ? {
            name: 'sample-chat',
            sha256: '9f3db51a'.repeat(8),
            runId: '20260101T000000-a1b2',
            mlflowRunId: 'd41d8cd98f00b204e9800998ecf8427e',
            mlflowUrl: 'http://localhost:5000/#/experiments/1/runs/d41d8cd9',
          }
        : null,
      dataset: tuned ? { id: 'sample-chat@51f0c2', sha256: 'b7'.repeat(32) } : null,
      chatTemplateSha256: 'c3'.repeat(32),
      engine: { name: 'llama.cpp', version: 'b6123' },
      parameters: { temperature: 0.7, topP: 0.9, maxTokens: 512, seed: 7 },
      createdAt: message.createdAt,
    };
  }

  id(prefix: string): string {
    return `${prefix}${String(++this.made).padStart(5, '0')}`;
  }

  /** Later than anything made before, also within one millisecond. */
  private now(): string {
    const last = [...this.messages.values()].at(-1)?.createdAt;
    const now = Date.now();
    return new Date(last === undefined ? now : Math.max(now, Date.parse(last) + 1)).toISOString();
  }
}
