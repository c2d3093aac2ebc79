import { Secret } from '@naru/config';

import { endpointFor } from './endpoint.ts';
import { EngineAddress, ModelSettings } from './settings.ts';

const key = new Secret('sk-0123456789');
const settings = (baseUrl?: string): ModelSettings => Object.assign(new ModelSettings(), { baseUrl, apiKey: key });
const engine = Object.assign(new EngineAddress(), { endpoint: 'http://gpu:8000, http://gpu2:8000' });

describe('the endpoint', () => {
  it.each([
    [undefined, undefined, 'http://gpu:8000/v1', false],
    [undefined, 'https://models.example/api/v1/', 'https://models.example/api/v1', true],
    ['http://127.0.0.1:9000', undefined, 'http://127.0.0.1:9000/v1', false],
    ['https://models.example/v2', 'https://models.example/v1', 'https://models.example/v2', true],
    ['https://elsewhere.example/v1', 'https://models.example/v1', 'https://elsewhere.example/v1', false],
    ['https://api.openai.com/v1', undefined, 'https://api.openai.com/v1', true],
    ['https://api.openai.com.evil.example/v1', undefined, 'https://api.openai.com.evil.example/v1', false],
    ['http://api.openai.com/v1', undefined, 'http://api.openai.com/v1', false],
  ])('of %s with OPENAI_BASE_URL %s is %s; the key goes there: %s', (named, base, url, keyed) => {
    const found = endpointFor(named, settings(base), engine);

    expect(found.url).toBe(url);
    expect(found.key === key).toBe(keyed);
  });
});
