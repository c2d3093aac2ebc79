import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { AppError } from '@naru/contracts';
import { FinishedRuns } from '@naru/runs';
import { writeRun } from '@naru/runs/testing';

import type { EngineSupervisor, ServedAdapter } from '../supervisor.ts';
import { keepAdapters } from './keep-adapters.ts';

interface Given {
  readonly names: string[];
  /** Adapters that are refused, and how. */
  readonly faults: Map<string, AppError>;
}

function engineOf(given: Given): EngineSupervisor {
  const setAdapters = (adapters: readonly ServedAdapter[]): Promise<void> => {
    const fault = adapters.map(({ name }) => given.faults.get(name)).find((each) => each !== undefined);
    if (fault !== undefined) return Promise.reject(fault);
    given.names.splice(0, Infinity, ...adapters.map(({ name }) => name));
    return Promise.resolve();
  };
  return { base: { id: 'fake-base' }, setAdapters } as unknown as EngineSupervisor;
}

describe('an engine that runs alone', () => {
  it('serves the adapter of each run as it finishes, and one that failed once a while later', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'runs '));
    const given: Given = { names: [], faults: new Map() };
    const ending = new AbortController();
    const said: string[] = [];
    const early = writeRun(folder, { runId: '20261123T000000-aaaaaa', name: 'early' });
    writeRun(folder, {
      runId: '20261123T000001-bbbbbb',
      name: 'other',
      baseId: 'another-base',
      sha256: '12'.repeat(32),
    });
    const until = async (names: readonly string[]): Promise<void> => {
      while (given.names.join() !== names.join()) await sleep(5);
    };

    const kept = keepAdapters(engineOf(given), {
      runs: new FinishedRuns(folder),
      form: 'gguf',
      signal: ending.signal,
      say: (text) => said.push(text),
      lookEveryMs: 10,
    });
    await until([early]);
    const late = writeRun(folder, { runId: '20261123T000002-cccccc', name: 'late', sha256: '34'.repeat(32) });
    given.faults.set(late, new AppError('engine.start-failed', 'There is no memory just now.'));
    while (said.length === 0) await sleep(5);
    const last = writeRun(folder, { runId: '20261123T000003-dddddd', name: 'last', sha256: '56'.repeat(32) });
    await until([early, last]);
    given.faults.clear();
    await until([early, last, late]);
    ending.abort();
    await kept;

    expect(said).toEqual([`${late} is not served: AppError: There is no memory just now.`]);
  }, 20_000);
});
