import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { adapter, stopAll, subject, until } from '../testing/supervised-subject.ts';
import { engineRelay, listenOn } from './engine-relay.ts';

const ASKED = { method: 'POST', headers: { 'content-type': 'application/json' } } as const;
const body = JSON.stringify({ messages: [{ role: 'user', content: '나루?' }], stream: true });

let relay: Server;
afterEach(async () => {
  relay.close();
  relay.closeAllConnections();
  await stopAll();
});

async function listening(engine: Parameters<typeof engineRelay>[0]): Promise<string> {
  relay = engineRelay(engine);
  await listenOn(relay, 0, '127.0.0.1');
  return `http://127.0.0.1:${(relay.address() as AddressInfo).port}`;
}

describe("the relay before an engine's changing address", () => {
  it('lets an answer come to its end while the engine gets another adapter, and goes on at the same address', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'go on ')), 'go');
    const { engine, script, folder } = subject({ kind: 'llamacpp', restsWithout: file });
    const url = await listening(engine);
    await engine.start();
    const before = engine.status().url;

    const answer = await fetch(`${url}/v1/chat/completions`, { ...ASKED, body });
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = (await reader.read()).value ?? '';
    await engine.setAdapters([adapter(folder, 'one@aaaaaa')]);
    expect(engine.status().url).not.toBe(before);
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, '');
    for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;

    expect(text).toContain('[DONE]');
    expect(script.starts()).toHaveLength(2);
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  it('ends the work at the engine when the reader leaves', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'never ')), 'go');
    const { engine, folder } = subject({ kind: 'llamacpp', restsWithout: file });
    const left: string[] = [];
    const url = await listening({
      visit: () => {
        const visit = engine.visit();
        return visit && { ...visit, leave: () => (visit.leave(), void left.push('left')) };
      },
    });
    await engine.start();

    const leaving = new AbortController();
    const answer = await fetch(`${url}/v1/chat/completions`, { ...ASKED, body, signal: leaving.signal });
    await answer.body!.getReader().read();
    leaving.abort();

    await until(() => left.length > 0);
    await engine.setAdapters([adapter(folder, 'one@aaaaaa')]); // and nothing holds up the old process
  });

  it('says that the engine is not ready, in the shape of its errors', async () => {
    const { engine } = subject({ kind: 'llamacpp' });
    const url = await listening(engine);

    const answer = await fetch(`${url}/v1/models`);

    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(await answer.json()).toMatchObject({ error: { code: 'engine.unreachable' } });
  });

  it('says whose port it is that is taken', async () => {
    const { engine } = subject({ kind: 'llamacpp' });
    await listening(engine);
    const { port } = relay.address() as AddressInfo;

    await expect(listenOn(engineRelay(engine), port, '127.0.0.1')).rejects.toMatchObject({ code: 'port.taken' });
  });
});
