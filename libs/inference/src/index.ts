// Owns talking to an engine over OpenAI's HTTP API: streams, bytes passed through, tokens counted, retries.
// Does not know who asks, what is kept of an answer, or how an engine is started.
export type {
  CallOptions,
  ChatClient,
  ChatEvent,
  ChatMessage,
  ChatRequest,
  CompletionBody,
  EngineModel,
  FinishReason,
  RelayedCompletion,
  RelayReport,
  TextPart,
  Tool,
  ToolCall,
  ToolCallDelta,
  Usage,
} from './chat-client.ts';
export { createChatClient, type ChatClientOptions, type DriverKind } from './drivers/create-chat-client.ts';
export { detectEngine } from './drivers/detect-engine.ts';
export type { EngineAddress } from './drivers/engine-http.ts';
export { EngineError, isPassing, type EngineErrorCode, type EngineErrorDetail } from './engine-error.ts';
export { LIMITS } from './completion-fields.ts';
export type { BreakerOptions, BreakerState } from './pool/breaker.ts';
export { createEnginePool, type EnginePool, type EnginePoolOptions } from './pool/engine-pool.ts';
export type { MemberStatus } from './pool/pool-member.ts';
export { answerBy, type RetryOptions } from './pool/patience.ts';
export { streamEvents } from './stream-events.ts';
export { DEFAULT_TIMEOUTS, type Timeouts } from './timeouts.ts';
