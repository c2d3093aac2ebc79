import { buffer } from 'node:stream/consumers';

import type { ChatClient } from '../chat-client.ts';
import { readAnswer } from './read-answer.ts';

export interface ContractSubject {
  readonly client: ChatClient;
  /** Name of an adapter that is loaded. */
  readonly adapter: string;
  /** Resolves once the engine has nothing to do, and says how long after the call that was. */
  readonly untilIdle: () => Promise<number>;
  /** How long it may go on after an abort. The whole answer of 1900 tokens has to take much longer. */
  readonly idleWithinMs?: number;
}

const QUESTION = { role: 'user', content: '나루가 뭐예요? Answer briefly.' } as const;
/** Greedily answered by a list that goes on and on: a short answer would be over before it is left. */
const LONG_QUESTION = { role: 'user', content: 'Count from 1 to 1000. Write every number.' } as const;
const ABORT_LIMIT_MS = 5000;
const ABORTS = 3;

type Clause = (subject: ContractSubject) => Promise<void>;

const CLAUSES: Readonly<Record<string, Clause>> = {
  'streams text, one finish reason and the usage': async ({ client }) => {
    const answer = await readAnswer(client.stream({ messages: [QUESTION], maxTokens: 16, temperature: 0 }));

    expect(answer.error).toBeUndefined();
    expect(answer.text).not.toBe('');
    expect(answer.finishReason).toMatch(/^(stop|length)$/);
    expect(answer.usage?.completionTokens).toBeGreaterThan(0);
  },

  'counts the tokens of a prompt as the engine does when it answers': async ({ client }) => {
    const counted = await client.countTokens([QUESTION]);
    const answer = await readAnswer(client.stream({ messages: [QUESTION], maxTokens: 2 }));

    expect(counted).toBe(answer.usage?.promptTokens);
  },

  'tokenizes text without adding to it': async ({ client }) => {
    const tokens = await client.tokenize('한글');

    expect(tokens.length).toBeGreaterThan(0);
    expect(tokens.length).toBeLessThanOrEqual(Buffer.byteLength('한글'));
  },

  'lists the base model and the adapter': async ({ client, adapter }) => {
    const models = await client.models();

    expect(models[0]).toMatchObject({ kind: 'base', contextTokens: expect.any(Number) as number });
    expect(models).toContainEqual(expect.objectContaining({ id: adapter, kind: 'adapter' }));
  },

  'answers through the adapter': async ({ client, adapter }) => {
    const answer = await readAnswer(client.stream({ messages: [QUESTION], maxTokens: 4 }, { adapter }));

    expect(answer).toMatchObject({ error: undefined, finishReason: expect.any(String) as string });
  },

  'refuses an adapter that is not loaded': async ({ client }) => {
    const answer = await readAnswer(client.stream({ messages: [QUESTION] }, { adapter: 'nobody@0' }));

    expect(answer.error).toMatchObject({ code: 'engine.model-unknown' });
  },

  'passes a whole answer on as one document': async ({ client }) => {
    const { body, report } = await client.openCompletion({ messages: [QUESTION], max_tokens: 4 });

    const document = JSON.parse((await buffer(body)).toString()) as { object: string };

    expect(document.object).toBe('chat.completion');
    expect(report).toMatchObject({ usage: { completionTokens: expect.any(Number) as number } });
  },

  'passes usage on to whom asks for it, and to nobody else': async ({ client }) => {
    const asked = { messages: [QUESTION], max_tokens: 4, stream: true };

    const plain = await client.openCompletion(asked);
    const withUsage = await client.openCompletion({ ...asked, stream_options: { include_usage: true } });
    const [without, including] = await Promise.all([buffer(plain.body), buffer(withUsage.body)]);

    expect(without.toString()).not.toContain('"usage":{');
    expect(including.toString()).toContain('"usage":{');
    expect(plain.report.usage).not.toBeNull();
    expect(without.toString()).toMatch(/data: \[DONE\]\n\n$/);
  },

  'leaves the engine idle soon after an abort': async ({ client, untilIdle, idleWithinMs = ABORT_LIMIT_MS }) => {
    const times: number[] = [];
    for (let tries = 0; tries < ABORTS; tries += 1) {
      const leaving = new AbortController();
      const asked = { messages: [LONG_QUESTION], maxTokens: 1900, temperature: 0 };
      const events = client.stream(asked, { signal: leaving.signal });
      await events.next();
      leaving.abort();
      times.push(await untilIdle());
      expect((await readAnswer(events)).error).toMatchObject({ code: 'cancelled' });
    }

    // The middle one: a busy machine may hold up any single one.
    expect(times.sort((one, other) => one - other)[ABORTS >> 1]).toBeLessThan(idleWithinMs);
  },

  'gives a canary its one token': async ({ client }) => {
    await expect(client.canary()).resolves.toBeUndefined();
  },
};

/** What holds for every engine and its driver, real or fake. To be called within a spec. */
export function chatClientContract(name: string, subject: () => ContractSubject, { timeoutMs = 30_000 } = {}): void {
  describe(`the chat client contract, kept by ${name}`, () => {
    it.each(Object.entries(CLAUSES))('%s', (_, clause) => clause(subject()), timeoutMs);
  });
}
