// Owns the engine as a container of its own: reached by other containers, with every finished run's adapter.
// Does not know how an engine is kept alive: that is libs/engine.
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

import { loadEnvironment, workspaceRoot } from '@naru/config';
import { createEngine, EngineSettings } from '@naru/engine';
import { FinishedRuns } from '@naru/runs';
import { keepAdapters } from '@naru/serve/keep-adapters';

const PORT = 8000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => stopping.abort());

const engine = await createEngine(loadEnvironment(EngineSettings), { onEvent: say });
const relay = relayTo(() => engine.status().url);
try {
  await engine.start();
  relay.listen(PORT, '0.0.0.0');
  say(`${engine.base.id} answers on port ${PORT}.`);
  const runs = new FinishedRuns(join(workspaceRoot(), 'models', 'fine-tuned'));
  await keepAdapters(engine, { runs, form: 'gguf', signal: stopping.signal, say });
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
