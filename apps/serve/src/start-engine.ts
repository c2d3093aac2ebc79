import type { EngineSupervisor } from '@naru/engine';
import type { AppLogger } from '@naru/logging';

export interface Told {
  readonly log: AppLogger['log'];
  readonly say: (text: string) => void;
}

/** Starts the engine and says how that went. Conversations can be read while it starts, or cannot. */
export async function startEngine(engine: EngineSupervisor, { log, say }: Told): Promise<void> {
  const begun = performance.now();
  try {
    await engine.start();
  } catch (error) {
    if ((error as Error).name === 'AbortError') return; // told to stop before it answered
    log.error({ err: error }, 'the engine did not start');
    say(`The engine did not start: ${(error as Error).message}`);
    return;
  }
  const { state, url, problem } = engine.status();
  if (state === 'ready') {
    say(`${engine.base.id} answers (${((performance.now() - begun) / 1000).toFixed(1)} s).`);
    return;
  }
  if (state === 'stopped') return;
  log.warn({ problem }, 'the engine does not answer yet');
  say(`The engine at ${url ?? ''} does not answer yet: ${problem ?? state}. It is looked for again and again.`);
  const unlisten = engine.onChange((status) => {
    if (status.state !== 'ready') return;
    unlisten();
    log.info('the engine answers');
    say(`${engine.base.id} answers.`);
  });
}
