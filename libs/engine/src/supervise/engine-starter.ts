import { AppError } from '@naru/contracts';

import { EngineProcess } from '../process/engine-process.ts';
import { becomesFree, freePort } from '../process/ports.ts';
import type { ServedAdapter } from '../supervisor.ts';
import type { SupervisionTimes, SupervisorOptions } from './options.ts';
import { RunningEngine } from './running-engine.ts';

export const recordsIn = (stateDir: string): string => `${stateDir}/processes`;

/**
 * Starts a process and waits until it answers, its adapters loaded.
 *
 * @param port 0: any free one
 * @throws AppError `engine.start-failed`, `port.taken`, `python.unavailable`
 */
export async function startEngine(
  { kind, config, stateDir, logFile }: SupervisorOptions,
  times: SupervisionTimes,
  adapters: readonly ServedAdapter[],
  asked: { readonly port: number; readonly signal: AbortSignal },
): Promise<RunningEngine> {
  const port = asked.port === 0 ? await freePort() : asked.port;
  if (!(await becomesFree(port))) throw portTaken(port);
  const url = `http://127.0.0.1:${port}`;
  const place = { logFile, records: recordsIn(stateDir), graceMs: times.graceMs };
  const process = new EngineProcess(kind.command(config, adapters, port), place);
  const running = new RunningEngine(process, kind.client(config, url), url, adapters);
  try {
    await process.ready(running.client, kind.startTimeoutMs, asked.signal);
    if (kind.name === 'vllm') for (const adapter of adapters) await kind.load(url, adapter);
    return running;
  } catch (error) {
    await running.end();
    throw error;
  }
}

function portTaken(port: number): AppError {
  return new AppError('port.taken', `The engine cannot start: another program listens on port ${port}.`, {
    hint: 'Set ENGINE_PORT to a free port; or ENGINE=external and VLLM_ENDPOINT, if that program is an engine.',
  });
}
