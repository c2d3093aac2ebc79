import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Fault } from './faults.ts';

export interface StreamedAnswer {
  readonly model: string;
  readonly tokens: readonly string[];
  readonly promptTokens: number;
  readonly includeUsage: boolean;
  readonly finishReason: string;
  /** Between one token and the next. */
  readonly tokenMs: number;
}

const CREATED = 1_790_000_000;

/** Streams an answer as llama.cpp and vLLM do, or as a fault makes it. */
export async function streamAnswer(response: ServerResponse, answer: StreamedAnswer, fault?: Fault): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
  response.flushHeaders();
  if (fault?.kind === 'comments') await comments(response, fault.ms);
  if (fault?.kind === 'split' || fault?.kind === 'split-at') {
    await inPieces(response, Buffer.concat([...events(answer, fault)]), fault);
    return;
  }
  const after = fault !== undefined && 'afterTokens' in fault ? fault.afterTokens : Infinity;
  let sent = 0;
  for (const event of events(answer, fault)) {
    if (response.destroyed) return;
    // The event before the first token only says who speaks.
    if (sent === after + (after === 0 ? 0 : 1)) {
      strike(response, fault, event);
      return;
    }
    if (fault?.kind === 'rest' && sent === fault.after + 1) await fault.until;
    response.write(event);
    sent += 1;
    await (answer.tokenMs > 0 ? sleep(answer.tokenMs) : new Promise(setImmediate));
  }
  response.end();
}

function strike(response: ServerResponse, fault: Fault | undefined, next: Buffer): void {
  switch (fault?.kind) {
    case 'stall-mid-token':
      response.write(next.subarray(0, cutIn(next)));
      return;
    case 'reset':
      void reset(response);
      return;
    case 'error-frame': {
      const { status = 500, message = 'the engine fell over' } = fault;
      const error = { message, type: 'InternalServerError', param: null, code: status };
      response.end(`data: ${JSON.stringify({ error })}\n\ndata: [DONE]\n\n`);
      return;
    }
    case 'garbage':
      response.end('data: {"choices":[{"error": \n\ndata: [DONE]\n\n');
      return;
    case 'cut':
      response.end();
      return;
    default:
  }
}

function cutIn(event: Buffer): number {
  const hangul = event.findIndex((byte) => byte >= 0xe1 && byte <= 0xed);
  return hangul === -1 ? event.length >> 1 : hangul + 1;
}

function* events(answer: StreamedAnswer, fault?: Fault): Generator<Buffer, void, undefined> {
  const { model, tokens, promptTokens, includeUsage, finishReason } = answer;
  const common = { id: 'chatcmpl-fake', object: 'chat.completion.chunk', created: CREATED, model };
  const event = (more: object): Buffer => Buffer.from(`data: ${JSON.stringify({ ...common, ...more })}\n\n`);
  const choice = (delta: object, reason: string | null = null): Buffer =>
    event({ choices: [{ index: 0, delta, finish_reason: reason }] });
  yield choice({ role: 'assistant', content: '' });
  for (const content of tokens) yield choice({ content });
  if (fault?.kind !== 'no-finish') yield choice({}, finishReason);
  if (includeUsage && fault?.kind !== 'no-usage' && fault?.kind !== 'no-finish') {
    const completion = tokens.length;
    const usage = {
      prompt_tokens: promptTokens,
      completion_tokens: completion,
      total_tokens: promptTokens + completion,
    };
    yield event({ choices: [], usage });
  }
  if (fault?.kind !== 'no-done') yield Buffer.from('data: [DONE]\n\n');
}

async function inPieces(response: ServerResponse, bytes: Buffer, fault: Fault): Promise<void> {
  const pieces: Buffer[] = [];
  if (fault.kind === 'split-at') pieces.push(bytes.subarray(0, fault.byte), bytes.subarray(fault.byte));
  else if (fault.kind === 'split') {
    for (let at = 0; at < bytes.length; at += fault.bytes) pieces.push(bytes.subarray(at, at + fault.bytes));
  }
  for (const piece of pieces) {
    if (piece.length > 0) response.write(piece);
    await new Promise(setImmediate);
  }
  response.end();
}

async function comments(response: ServerResponse, ms: number): Promise<void> {
  const until = Date.now() + ms;
  while (Date.now() < until && !response.destroyed) {
    response.write(': still here\n\n');
    await sleep(20);
  }
}

/** A moment for the bytes to leave, and turns of the loop in which a client of this process reads them: a reset drops them. */
async function reset(response: ServerResponse): Promise<void> {
  await sleep(10);
  for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
  response.socket?.resetAndDestroy();
}
