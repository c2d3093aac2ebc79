import { buffer } from 'node:stream/consumers';

import { AnswerWatch } from './relay/answer-watch.ts';
import { SseDecoder } from './sse.ts';
import { FakeEngine, readAnswer } from './testing/index.ts';

const TEXT = ['나루터', '에 ', '🛶 ', '각', ' end'];
const QUESTION = { messages: [{ role: 'user', content: '나루?' }] } as const;

describe('an answer in Korean', () => {
  const event = (delta: object, reason: string | null = null): string =>
    `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`;
  const lines = [...TEXT.map((content) => event({ content })), event({}, 'stop'), 'data: [DONE]\n\n'];

  it.each([
    ['line feeds', lines.join('')],
    ['carriage returns too', lines.join('').replaceAll('\n', '\r\n')],
    ['comments between', lines.join(': ping\n\n')],
  ])('cut at any byte, with %s, arrives whole', (_, text) => {
    const bytes = Buffer.from(text);
    for (let at = 1; at < bytes.length; at += 1) {
      const decoder = new SseDecoder();
      const data = [bytes.subarray(0, at), bytes.subarray(at)].flatMap((piece) => decoder.feed(piece));
      expect(contentOf(data)).toBe(TEXT.join(''));
    }
  });

  it.each([
    ['line feeds', lines.join('')],
    ['carriage returns too', lines.join('').replaceAll('\n', '\r\n')],
  ])('cut at any byte, with %s, is passed on byte for byte, in whole events', (_, text) => {
    const bytes = Buffer.from(text);
    for (let at = 1; at < bytes.length; at += 1) {
      const watch = new AnswerWatch('engine', { passUsage: false });
      const passed = [bytes.subarray(0, at), bytes.subarray(at)].map((piece) => watch.take(piece) ?? Buffer.alloc(0));
      expect(Buffer.concat(passed).equals(bytes)).toBe(true);
      for (const piece of passed) expect(piece.toString()).toMatch(/^$|\n\r?\n$/);
      expect(watch.report.finishReason).toBe('stop');
    }
  });

  it.each([1, 2, 3, 7, 100])('that comes over the network in pieces of %i bytes arrives whole', async (size) => {
    const fake = await FakeEngine.start({ tokens: TEXT });
    const client = fake.client();
    fake.misbehave({ kind: 'split', bytes: size });

    const answer = await readAnswer(client.stream(QUESTION));
    await client.close();
    await fake.close();

    expect(answer).toMatchObject({ text: TEXT.join(''), finishReason: 'stop', error: undefined });
    expect(answer.usage?.completionTokens).toBe(TEXT.length);
  });

  it('passed on without the usage that nobody asked for is the same bytes otherwise', async () => {
    const fake = await FakeEngine.start({ tokens: TEXT });
    const client = fake.client();
    fake.misbehave({ kind: 'split', bytes: 5 });

    const one = await client.openCompletion({ ...QUESTION, stream: true });
    const other = await client.openCompletion({ ...QUESTION, stream: true, stream_options: { include_usage: true } });
    const [without, including] = await Promise.all([buffer(one.body), buffer(other.body)]);
    await client.close();
    await fake.close();

    expect(without.toString()).toBe(including.toString().replace(/data: [^\n]*"usage"[^\n]*\n\n/, ''));
    expect(one.report.usage).toEqual(other.report.usage);
  });
});

describe('an event without end', () => {
  it('is refused before it fills the memory', () => {
    const watch = new AnswerWatch('engine', { passUsage: false });
    const piece = Buffer.alloc(1024 * 1024, 'x');

    expect(() => {
      for (let sent = 0; sent < 20; sent += 1) watch.take(piece);
    }).toThrow(/without end/);
  });
});

function contentOf(data: readonly string[]): string {
  return data
    .filter((text) => text !== '[DONE]')
    .map((text) => (JSON.parse(text) as { choices: [{ delta: { content?: string } }] }).choices[0].delta.content ?? '')
    .join('');
}
