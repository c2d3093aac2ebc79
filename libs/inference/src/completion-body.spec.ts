import { checkedBody } from './completion-body.ts';
import { LIMITS } from './completion-fields.ts';

const MESSAGES = [{ role: 'user', content: '안녕' }];

function refusal(body: Record<string, unknown>): { code: string; param: string } {
  try {
    checkedBody({ messages: MESSAGES, ...body });
  } catch (error) {
    return error as { code: string; param: string };
  }
  throw new Error('was accepted');
}

/** A schema so many levels deep. */
function nested(levels: number): object {
  let schema: object = { type: 'string' };
  for (let level = 1; level < levels; level += 1) schema = { items: schema };
  return schema;
}

const tool = (parameters: object = {}): object => ({ type: 'function', function: { name: 'search', parameters } });

describe('a request body', () => {
  it('keeps what is known and loses the rest', () => {
    const dangerous = {
      chat_template_kwargs: { x: 1 },
      chat_template: '{{ x }}',
      api_base: 'http://169.254.169.254',
      lora: [{ id: 0, scale: 1 }],
      model: '../x',
      user: 'me',
      prompt_logprobs: 5,
      constructor: 1,
    };

    const { body } = checkedBody({ messages: MESSAGES, temperature: 0.5, stop: ['끝'], tools: [tool()], ...dangerous });

    expect(body).toEqual({ messages: MESSAGES, temperature: 0.5, stop: ['끝'], tools: [tool()], stream: false });
  });

  it('asks for usage whenever it streams, and remembers whether that was wanted', () => {
    const silent = checkedBody({ messages: MESSAGES, stream: true });
    const asking = checkedBody({ messages: MESSAGES, stream: true, stream_options: { include_usage: true, x: 1 } });

    expect(silent).toMatchObject({ passUsage: false, body: { stream_options: { include_usage: true } } });
    expect(asking).toMatchObject({ passUsage: true, body: { stream_options: { include_usage: true } } });
    expect(checkedBody({ messages: MESSAGES, stream_options: { include_usage: true } }).body).not.toHaveProperty(
      'stream_options',
    );
  });

  it('gives the newer name of max_tokens by its older one', () => {
    expect(checkedBody({ messages: MESSAGES, max_completion_tokens: 5, max_tokens: 9 }).body).toEqual({
      messages: MESSAGES,
      max_tokens: 5,
      stream: false,
    });
  });

  it('takes null for not given', () => {
    expect(checkedBody({ messages: MESSAGES, stop: null, seed: null }).body).not.toHaveProperty('stop');
  });

  it.each<[string, Record<string, unknown>]>([
    ['messages', { messages: undefined }],
    ['messages', { messages: [] }],
    ['messages', { messages: 'hi' }],
    ['messages', { messages: Array(LIMITS.messages + 1).fill(MESSAGES[0]) }],
    ['messages[0]', { messages: [null] }],
    ['messages[0]', { messages: [{ role: 'root', content: '' }] }],
    ['messages[0]', { messages: [{ role: 'user' }] }],
    ['messages[0]', { messages: [{ role: 'user', content: 5 }] }],
    ['messages[1]', { messages: [MESSAGES[0], { role: 'user', content: '', chat_template: '' }] }],
    [
      'messages[0]',
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'http://10.0.0.1' } }] }] },
    ],
    ['n', { n: 2 }],
    ['n', { n: 1e9 }],
    ['temperature', { temperature: 2.1 }],
    ['temperature', { temperature: Number.NaN }],
    ['top_p', { top_p: '1' }],
    ['max_tokens', { max_tokens: 0 }],
    ['max_tokens', { max_tokens: 1.5 }],
    ['seed', { seed: 0.5 }],
    ['stop', { stop: Array(17).fill('x') }],
    ['stop', { stop: 'x'.repeat(300) }],
    ['stop', { stop: [''] }],
    ['top_logprobs', { top_logprobs: 21 }],
    ['logit_bias', { logit_bias: { a: 1 } }],
    ['logit_bias', { logit_bias: { 5: 101 } }],
    ['stream', { stream: 'yes' }],
    ['tools', { tools: [] }],
    ['tools', { tools: Array(65).fill(tool()) }],
    ['tools[0]', { tools: [{ type: 'function', function: { name: '한 글' } }] }],
    ['tools[0]', { tools: [{ type: 'web', function: { name: 'x' } }] }],
    ['tools', { tools: [tool(nested(40))] }],
    ['tools', { tools: [tool({ enum: Array(9000).fill(1) })] }],
    ['tools', { tools: [tool({ description: 'x'.repeat(200_000) })] }],
    ['tool_choice', { tool_choice: 'any' }],
    ['response_format', { response_format: { type: 'regex' } }],
    ['response_format', { response_format: { type: 'json_schema', json_schema: nested(100_000) } }],
  ])('is refused for its %s: %#', (param, body) => {
    expect(refusal(body)).toMatchObject({ code: 'engine.bad-request', param });
  });
});
