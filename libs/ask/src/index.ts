// Owns asking chat models over OpenAI's API: endpoints and their key, retries, a budget in tokens, answers that are kept
// and never asked for twice, prompts as files. Does not know what is asked, or why. ./open-model stands apart: workers
// need no client.
export { AnswerLog, type KeptAnswer } from './answer-log.ts';
export { Asker, type Asked, type AskerOptions, type Outcome } from './asker.ts';
export {
  ModelFault,
  type AnswerShape,
  type ChatModel,
  type ModelReply,
  type ModelRequest,
  type OpenModel,
  type TokensUsed,
  type Turn,
} from './chat-model.ts';
export { jsonIn, withoutThoughts } from './json-in.ts';
export { DEFAULT_PATIENCE, type Patience } from './patience.ts';
export { promptId, readPromptIn, turnsOf, type Prompt } from './prompts.ts';
export { TokenBudget } from './token-budget.ts';
