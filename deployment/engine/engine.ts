// Owns the engine as a container of its own: reached by other containers, with every finished run's adapter.
// Does not know how an engine is kept alive: that is libs/engine.
import { join } from 'node:path';

import { loadEnvironment, workspaceRoot } from '@naru/config';
import { createEngine, engineRelay, EngineSettings, keepAdapters, listenOn } from '@naru/engine';
import { FinishedRuns } from '@naru/runs';

const PORT = 8000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => stopping.abort());

const engine = await createEngine(loadEnvironment(EngineSettings), { port: 0, onEvent: say });
const relay = engineRelay(engine);
try {
  await engine.start();
  await listenOn(relay, PORT, '0.0.0.0');
  say(`${engine.base.id} answers on port ${PORT}.`);
  const runs = new FinishedRuns(join(workspaceRoot(), 'models', 'fine-tuned'));
  await keepAdapters(engine, { runs, form: 'gguf', signal: stopping.signal, say });
} finally {
  relay.close();
  relay.closeAllConnections();
  await engine.stop();
}
process.exit(0);
