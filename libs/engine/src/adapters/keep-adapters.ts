import { setTimeout as sleep } from 'node:timers/promises';

import type { FinishedRun } from '@naru/runs';

import type { EngineSupervisor, ServedAdapter } from '../supervisor.ts';
import { RefusedAdapters } from './refused-adapters.ts';

export interface KeepAdaptersOptions {
  readonly runs: { news(): Promise<readonly FinishedRun[]> };
  /** What the engine loads of an adapter. */
  readonly form: 'gguf' | 'peft';
  readonly signal: AbortSignal;
  /** Told what is not served, and why. */
  readonly say: (text: string) => void;
  readonly lookEveryMs?: number;
}

const LOOK_EVERY_MS = 3000;

/**
 * Gives an engine that runs alone the adapter of every run as it finishes, until `signal`. One that cannot be served
 * keeps none of the others away; where the fault may pass it is offered again.
 */
export async function keepAdapters(engine: EngineSupervisor, options: KeepAdaptersOptions): Promise<void> {
  const { runs, signal, lookEveryMs = LOOK_EVERY_MS } = options;
  const waiting = new Map<string, ServedAdapter>();
  const refused = new RefusedAdapters();
  let served: readonly ServedAdapter[] = [];
  while (!signal.aborted) {
    for (const run of await runs.news()) {
      const { name, ggufPath, path, baseId, chatTemplateSha256 } = run;
      const adapter = { name, path: options.form === 'gguf' ? ggufPath : path, chatTemplateSha256 };
      if (baseId === engine.base.id && !served.some((each) => each.name === name)) waiting.set(name, adapter);
    }
    for (const [name, adapter] of waiting) {
      if (refused.has(name)) continue;
      const more = [...served, adapter];
      try {
        await engine.setAdapters(more);
        served = more;
        waiting.delete(name);
      } catch (error) {
        if (refused.add(name, error as Error).times === 1) options.say(`${name} is not served: ${String(error)}`);
      }
    }
    await sleep(lookEveryMs, undefined, { signal }).catch(() => undefined);
  }
}
