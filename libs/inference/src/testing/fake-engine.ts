import type { ChatClient } from '../chat-client.ts';
import { createChatClient, type ChatClientOptions } from '../drivers/create-chat-client.ts';
import { FakeEngineServer, type FakeEngineOptions } from './fake-engine-server.ts';

/** A fake engine that listens, and clients of it. */
export class FakeEngine extends FakeEngineServer {
  static async start(options: FakeEngineOptions = {}): Promise<FakeEngine> {
    const fake = new FakeEngine(options);
    await fake.listen();
    return fake;
  }

  client(options: Partial<ChatClientOptions> = {}): ChatClient {
    const { kind, url, model } = this;
    return createChatClient({ kind, name: `fake ${kind}`, url, model, ...options });
  }
}
