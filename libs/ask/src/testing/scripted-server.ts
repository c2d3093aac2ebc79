import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a client of OpenAI's API sent. */
export interface AskedOverHttp {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly response_format?: unknown;
}

/** An OpenAI-compatible server that follows a script. Each answer costs 10 tokens of prompt and 5 of its own. */
export class ScriptedServer {
  readonly asked: AskedOverHttp[] = [];
  readonly #server: Server;

  private constructor(script: (asked: AskedOverHttp) => string) {
    this.#server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const asked = JSON.parse(body) as AskedOverHttp;
        this.asked.push(asked);
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        for (const event of eventsOf(asked.model, script(asked))) response.write(`data: ${JSON.stringify(event)}\n\n`);
        response.end('data: [DONE]\n\n');
      });
    });
  }

  static async start(script: (asked: AskedOverHttp) => string): Promise<ScriptedServer> {
    const made = new ScriptedServer(script);
    await new Promise<void>((listening) => made.#server.listen(0, '127.0.0.1', listening));
    return made;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}

/** A streamed completion: the text, its end, what it cost. */
function eventsOf(model: string, text: string): object[] {
  const head = { id: 'scripted', object: 'chat.completion.chunk', created: 0, model };
  const choice = (delta: object, finish_reason: string | null) => ({ index: 0, delta, finish_reason });
  return [
    { ...head, choices: [choice({ role: 'assistant', content: text }, null)] },
    { ...head, choices: [choice({}, 'stop')] },
    { ...head, choices: [], usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } },
  ];
}
