import type { EngineSupervisor } from '@naru/engine';
import type { CallOptions, ChatClient, Timeouts } from '@naru/inference';

/** The same engine, each call of it with these time limits. */
export function timedEngine(engine: EngineSupervisor, limits: Partial<Timeouts>): EngineSupervisor {
  return {
    client: timedClient(engine.client, limits),
    get base() {
      return engine.base;
    },
    status: () => engine.status(),
    visit: () => engine.visit(),
    start: () => engine.start(),
    setAdapters: (adapters) => engine.setAdapters(adapters),
    onChange: (listener) => engine.onChange(listener),
    stop: () => engine.stop(),
  };
}

function timedClient(client: ChatClient, limits: Partial<Timeouts>): ChatClient {
  const timed = (call: CallOptions = {}): CallOptions => ({ ...call, timeouts: { ...limits, ...call.timeouts } });
  return {
    name: client.name,
    stream: (request, call) => client.stream(request, timed(call)),
    openCompletion: (body, call) => client.openCompletion(body, timed(call)),
    countTokens: (messages, tools, call) => client.countTokens(messages, tools, timed(call)),
    tokenize: (text, call) => client.tokenize(text, timed(call)),
    models: (call) => client.models(timed(call)),
    canary: (call) => client.canary(timed(call)),
    close: () => client.close(),
  };
}
