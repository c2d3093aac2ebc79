// Owns the engine as a container of its own: reached by other containers, with every finished run's adapter.
// Does not know how an engine is kept alive: that is libs/engine.
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { loadEnvironment, workspaceRoot } from '@naru/config';
import { createEngine, EngineSettings, type EngineSupervisor, type ServedAdapter } from '@naru/engine';
import { FinishedRuns } from '@naru/serve/finished-runs';

const PORT = 8000;
const LOOK_EVERY_MS = 3000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => stopping.abort());

const engine = await createEngine(loadEnvironment(EngineSettings), { onEvent: say });
const relay = relayTo(() => engine.status().url);
try {
  await engine.start();
  relay.listen(PORT, '0.0.0.0');
  say(`${engine.base.id} answers on port ${PORT}.`);
  await keepAdapters(engine, stopping.signal);
} finally {
  relay.close();
  await engine.stop();
}
process.exit(0);

/** Connections to wherever the engine listens now: on loopback, on another port after a change of its adapters. */
function relayTo(target: () => string | null): Server {
  return createServer((from) => {
    const url = target();
    if (url === null) {
      from.destroy();
      return;
    }
    const { hostname, port } = new URL(url);
    const to = connect(Number(port), hostname);
    joined(from, to);
    joined(to, from);
  });
}

/** One that leaves takes the other along: a reader that is gone ends the work at the engine. */
function joined(from: Socket, to: Socket): void {
  from.setNoDelay(true);
  from.on('error', () => to.destroy());
  from.on('close', () => to.destroy());
  from.pipe(to);
}

/** Looks for finished runs until it is told to end. One adapter that cannot be served keeps none of the others away. */
async function keepAdapters(running: EngineSupervisor, signal: AbortSignal): Promise<void> {
  const runs = new FinishedRuns(join(workspaceRoot(), 'models', 'fine-tuned'));
  let served: readonly ServedAdapter[] = [];
  while (!signal.aborted) {
    for (const { name, ggufPath, baseId, chatTemplateSha256 } of await runs.news()) {
      if (baseId !== running.base.id || served.some((adapter) => adapter.name === name)) continue;
      const more = [...served, { name, path: ggufPath, chatTemplateSha256 }];
      await running.setAdapters(more).then(
        () => (served = more),
        (error: unknown) => say(`${name} is not served: ${(error as Error).message}`),
      );
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
