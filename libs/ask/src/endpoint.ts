import type { Secret } from '@naru/config';

import type { EngineAddress, ModelSettings } from './settings.ts';

/** An OpenAI-compatible API. */
export interface Endpoint {
  /** With the version's path, without a slash at its end: `http://127.0.0.1:8000/v1`. */
  readonly url: string;
  readonly key: Secret | undefined;
}

const OPENAI = 'https://api.openai.com';

/**
 * The endpoint that a configuration names, else that of the settings, else the engine. A key goes to the address that it
 * was set for and to no other, whatever a configuration names.
 */
export function endpointFor(named: string | undefined, settings: ModelSettings, engine: EngineAddress): Endpoint {
  const url = versioned(named ?? settings.baseUrl ?? engine.endpoint.split(',')[0] ?? '');
  const keyed = settings.baseUrl ?? OPENAI;
  return { url, key: new URL(url).origin === new URL(keyed).origin ? settings.apiKey : undefined };
}

function versioned(address: string): string {
  const url = address.trim().replace(/\/+$/, '');
  return new URL(url).pathname === '/' ? `${url}/v1` : url;
}
