/** A vLLM that listens, real or fake, started so that adapters may come and go. */
export interface WireSubject {
  readonly url: string;
  /** Name of the base model. */
  readonly model: string;
  /** A PEFT folder that it can read; it is not loaded. */
  readonly adapterPath: string;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

type Clause = (subject: WireSubject) => Promise<void>;

const NAME = 'wire@0000ff';
const QUESTION = [{ role: 'user', content: '나루?' }];
const number = expect.any(Number) as number;

async function get({ url }: WireSubject, path: string): Promise<Answer> {
  return read(await fetch(new URL(path, url)));
}

async function post({ url }: WireSubject, path: string, body: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  return read(await fetch(new URL(path, url), { method: 'POST', headers, body: JSON.stringify(body) }));
}

async function read(answer: Response): Promise<Answer> {
  const type = answer.headers.get('content-type') ?? '';
  return { status: answer.status, type, text: await answer.text() };
}

const refusal = (type: string, code: number): object => ({
  error: expect.objectContaining({ message: expect.any(String) as string, type, code }) as object,
});

const CLAUSES: Readonly<Record<string, Clause>> = {
  'says its version': async (subject) => {
    expect(JSON.parse((await get(subject, '/version')).text)).toEqual({ version: expect.any(String) as string });
  },

  'lists the base model first, with its context and no parent': async (subject) => {
    const { data } = JSON.parse((await get(subject, '/v1/models')).text) as { data: object[] };

    expect(data[0]).toMatchObject({ id: subject.model, parent: null, max_model_len: number });
  },

  'loads an adapter once, lists it with its parent, and unloads it once': async (subject) => {
    const asked = { lora_name: NAME, lora_path: subject.adapterPath };
    const first = await post(subject, '/v1/load_lora_adapter', asked);
    const again = await post(subject, '/v1/load_lora_adapter', asked);
    const { data } = JSON.parse((await get(subject, '/v1/models')).text) as { data: object[] };
    const gone = await post(subject, '/v1/unload_lora_adapter', { lora_name: NAME });
    const goneAgain = await post(subject, '/v1/unload_lora_adapter', { lora_name: NAME });

    expect(first).toMatchObject({ status: 200, text: expect.stringContaining('Success') as string });
    expect(again.status).toBe(400);
    expect(JSON.parse(again.text)).toEqual(refusal('InvalidUserInput', 400));
    expect(again.text).toContain('already been loaded');
    expect(data).toContainEqual(expect.objectContaining({ id: NAME, parent: subject.model }));
    expect(gone).toMatchObject({ status: 200, text: expect.stringContaining('Success') as string });
    expect(goneAgain.status).toBe(404);
    expect(JSON.parse(goneAgain.text)).toEqual(refusal('NotFoundError', 404));
  },

  'counts the tokens of messages, and gives those of text': async (subject) => {
    const { model } = subject;
    const counted = await post(subject, '/tokenize', { model, messages: QUESTION });
    const given = await post(subject, '/tokenize', { model, prompt: '나루', add_special_tokens: false });

    expect(JSON.parse(counted.text)).toMatchObject({ count: number, max_model_len: number });
    expect(JSON.parse(given.text)).toMatchObject({ tokens: expect.arrayContaining([number]) as number[] });
  },

  'refuses a model that it does not have': async (subject) => {
    const refused = await post(subject, '/v1/chat/completions', { model: 'nobody@0', messages: QUESTION });

    expect(refused.status).toBe(404);
    expect(JSON.parse(refused.text)).toEqual(refusal('NotFoundError', 404));
  },

  'streams events with one finish reason, the usage alone in an event, and [DONE]': async (subject) => {
    const asked = { model: subject.model, messages: QUESTION, max_tokens: 3, stream: true };
    const { type, text } = await post(subject, '/v1/chat/completions', {
      ...asked,
      stream_options: { include_usage: true },
    });
    const events = text.split('\n\n').filter((event) => event !== '');
    const chunks = events
      .slice(0, -1)
      .map((event) => JSON.parse(event.replace('data: ', '')) as { choices: { finish_reason: string | null }[] });
    const finished = chunks.flatMap(({ choices }) => choices).filter(({ finish_reason: reason }) => reason);

    expect(type).toContain('text/event-stream');
    expect(events.at(-1)).toBe('data: [DONE]');
    expect(finished).toHaveLength(1);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: number, completion_tokens: number } });
  },
};

/** What Naru takes for granted of vLLM's HTTP API, held by the real one and by the fake. To be called within a spec. */
export function vllmWireContract(name: string, subject: () => WireSubject, { timeoutMs = 30_000 } = {}): void {
  describe(`vLLM's API, as ${name} speaks it`, () => {
    it.each(Object.entries(CLAUSES))('%s', (_, clause) => clause(subject()), timeoutMs);
  });
}
