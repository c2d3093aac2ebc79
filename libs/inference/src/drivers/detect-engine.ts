import { EngineHttp, type EngineAddress } from './engine-http.ts';
import type { ChatClientOptions, DriverKind } from './create-chat-client.ts';
import { EngineError } from '../engine-error.ts';

/**
 * What answers at an address, and what its base model is called there: all that `createChatClient` needs.
 *
 * @throws AppError `engine.unreachable`, `engine.failed` where it serves no model
 */
export async function detectEngine(address: EngineAddress): Promise<ChatClientOptions> {
  const http = new EngineHttp(address);
  try {
    const document = await http.ask('/v1/models', undefined, {});
    const { data = [] } = document as {
      data?: readonly { id: string; owned_by?: string; parent?: string | null }[];
    };
    const base = data.find(({ parent }) => !parent);
    if (base === undefined) throw new EngineError('engine.failed', `${address.name} serves no model.`);
    return { ...address, kind: kindOf(base.owned_by), model: base.id };
  } finally {
    await http.close();
  }
}

function kindOf(owner: string | undefined): DriverKind {
  return owner === 'llamacpp' || owner === 'vllm' ? owner : 'openai';
}
