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
export { DEFAULT_TIMEOUTS, type Timeouts } from './timeouts.ts';
