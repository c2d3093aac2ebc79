import { type Secret, Variable } from '@naru/config';
import { IsOptional, Matches } from 'class-validator';

const ADDRESS = /^https?:\/\/[^\s/?#@]+(\/[^\s?#@]*)?$/i;

/** Where models are asked that write rows or judge them, or answers. */
export class ModelSettings {
  @Variable('OPENAI_BASE_URL', {
    description:
      'The OpenAI-compatible API that writes rows and judges rows and answers, such as https://api.openai.com/v1. Empty: the engine at VLLM_ENDPOINT.',
  })
  @IsOptional()
  @Matches(ADDRESS, { message: 'must be an http or https address without a name or password in it' })
  baseUrl: string | undefined = undefined;

  @Variable('OPENAI_API_KEY', {
    description: 'What OPENAI_BASE_URL asks for; it is sent there (api.openai.com where that is empty), nowhere else.',
    secret: true,
  })
  apiKey: Secret | undefined = undefined;
}

/** The engine that others run, or that serve runs here; declared with its description by @naru/engine. */
export class EngineAddress {
  @Variable('VLLM_ENDPOINT', { description: 'Addresses of engines, separated by commas.' })
  endpoint: string = 'http://localhost:8000';
}
