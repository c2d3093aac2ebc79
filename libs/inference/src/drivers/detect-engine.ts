import { basename } from 'node:path';

import { EngineHttp, type EngineAddress } from './engine-http.ts';
import type { ChatClientOptions, DriverKind } from './create-chat-client.ts';
import { EngineError } from '../engine-error.ts';

interface ModelCard {
  readonly id: string;
  readonly owned_by?: string;
  readonly parent?: string | null;
  readonly aliases?: readonly string[];
}

/**
 * What answers at an address, and what its base model is called there: all that `createChatClient` needs.
 *
 * @throws AppError `engine.unreachable`, `engine.failed` where it serves no model
 */
export async function detectEngine(address: EngineAddress): Promise<ChatClientOptions> {
  const http = new EngineHttp(address);
  try {
    const { data = [] } = (await http.ask('/v1/models', undefined, {})) as { data?: readonly ModelCard[] };
    const base = data.find(({ parent }) => !parent);
    if (base === undefined) throw new EngineError('engine.failed', `${address.name} serves no model.`);
    const kind = kindOf(base.owned_by);
    return { ...address, kind, model: kind === 'llamacpp' ? await nameBeside(http, base) : base.id };
  } finally {
    await http.close();
  }
}

function kindOf(owner: string | undefined): DriverKind {
  return owner === 'llamacpp' || owner === 'vllm' ? owner : 'openai';
}

/** llama.cpp gives one model all names that it goes by, an adapter's among them. */
async function nameBeside(http: EngineHttp, { id, aliases = [] }: ModelCard): Promise<string> {
  const adapters = (await http.ask('/lora-adapters', undefined, {})) as readonly { readonly path: string }[];
  const taken = new Set(adapters.map(({ path }) => basename(path, '.gguf')));
  return [id, ...aliases].find((name) => !taken.has(name)) ?? id;
}
