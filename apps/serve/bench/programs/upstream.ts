// Run as a process of its own: an engine that speaks as much of vLLM's API as serve asks for, and gives one token an
// event at a steady pace. Each token is its number and the moment at which it left: `17@812345678_`.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';

import { nowUs } from './clock.ts';
import { listens } from './listens.ts';

interface Asked {
  readonly stream?: boolean;
  readonly max_tokens?: number;
  readonly max_completion_tokens?: number;
  readonly stream_options?: { readonly include_usage?: boolean };
  readonly tokenMs?: number;
}

const MODEL = 'naru-bench';
const TOKENS = 250;
const PROMPT_TOKENS = 8;
const COMMON = `"id":"chatcmpl-9f2d0c7e51b84a36","object":"chat.completion.chunk","created":1790000000,"model":"${MODEL}"`;
const CARD = { id: MODEL, object: 'model', owned_by: 'vllm', parent: null, max_model_len: 1_000_000 };
const SIDE_ANSWERS: Readonly<Record<string, object>> = {
  '/health': {},
  '/version': { version: 'bench' },
  '/v1/models': { object: 'list', data: [CARD] },
  '/tokenize': { count: PROMPT_TOKENS, tokens: [] },
};

let tokenMs = 20;

const choice = (delta: string, reason: string): string =>
  `data: {${COMMON},"choices":[{"index":0,"delta":{${delta}},"logprobs":null,"finish_reason":${reason}}],"usage":null}\n\n`;
const usageOf = (tokens: number): object => ({
  prompt_tokens: PROMPT_TOKENS,
  completion_tokens: tokens,
  total_tokens: PROMPT_TOKENS + tokens,
});

listens(
  createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  }),
);

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const asked = request.method === 'POST' ? ((await json(request)) as Asked) : {};
  if (request.url === '/v1/chat/completions') {
    complete(asked, response);
    return;
  }
  if (request.url === '/pace') tokenMs = asked.tokenMs ?? tokenMs;
  const document = request.url === '/pace' ? {} : SIDE_ANSWERS[request.url ?? ''];
  response.writeHead(document === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(document ?? { detail: 'Not Found' }));
}

function complete(asked: Asked, response: ServerResponse): void {
  const tokens = asked.max_tokens ?? asked.max_completion_tokens ?? TOKENS;
  if (asked.stream === true) {
    stream(response, tokens, asked.stream_options?.include_usage === true);
    return;
  }
  const message = { role: 'assistant', content: 'bench' };
  const choices = [{ index: 0, message, finish_reason: 'stop' }];
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ ...CARD, object: 'chat.completion', choices, usage: usageOf(1) }));
}

function stream(response: ServerResponse, tokens: number, withUsage: boolean): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  let sent = 0;
  let due = nowUs();
  const end = (): void => {
    const usage = withUsage ? `data: {${COMMON},"choices":[],"usage":${JSON.stringify(usageOf(tokens))}}\n\n` : '';
    response.end(`${choice('', '"stop"')}${usage}data: [DONE]\n\n`);
  };
  const next = (): void => {
    if (response.destroyed) return;
    response.write(choice(`"content":"${sent}@${nowUs()}_"`, 'null'));
    sent += 1;
    if (sent === tokens) {
      end();
      return;
    }
    // One that is late makes up for it only by and by: tokens that leave together arrive as one.
    due += tokenMs * 1000;
    setTimeout(next, Math.max(tokenMs / 2, Math.min(tokenMs, (due - nowUs()) / 1000)));
  };
  next();
}
