import { PlainDeltas } from './plain-deltas.ts';

const event = (delta: object, reason: string | null = null, more: object = {}): string =>
  JSON.stringify({ id: 'x', choices: [{ index: 0, delta, finish_reason: reason }], ...more });
const always = (): boolean => true;
const isProbe = (parsed: object, text: string): boolean =>
  (parsed as { choices: { delta: { content?: string } }[] }).choices[0]?.delta.content === text;

describe('events that differ in their text alone', () => {
  const plain = new PlainDeltas();
  plain.learn(event({ content: '나루' }), isProbe);

  it.each(['터', '', ' "quoted" ', 'back\\slash', '\n\t', '🛶', '\ud800', '"},"finish_reason":"stop"'])(
    'are read without parsing the rest: %j',
    (text) => {
      expect(plain.textOf(event({ content: text }))).toBe(text);
    },
  );

  it.each([
    ['end the answer', event({ content: '터' }, 'stop')],
    ['hold more than text', event({ content: '터', tool_calls: [] })],
    ['tell of usage', event({ content: '터' }, null, { usage: {} })],
    ['have no text', event({ role: 'assistant', content: null })],
    ['are cut', event({ content: '터' }).slice(0, -3)],
    ['hold what JSON does not allow', event({ content: '터' }).replace('터', '\n')],
    ['hold an escape that is none', event({ content: '터' }).replace('터', '\\x')],
  ])('are told from those that %s', (_, data) => {
    expect(plain.textOf(data)).toBeUndefined();
  });

  it('are not known before one was parsed that is plain', () => {
    const nothing = new PlainDeltas();
    nothing.learn(event({ role: 'assistant' }), always);
    nothing.learn(event({ role: 'user', content: '나루' }), () => false);

    expect(nothing.textOf(event({ content: '터' }))).toBeUndefined();
  });
});
