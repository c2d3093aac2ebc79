import { availableParallelism } from 'node:os';

import { Piscina } from 'piscina';

import type { Task } from './worker.ts';

/** Does tasks, several at a time. */
export interface Workers {
  /** Does all of them; `done` is told of each that is done. The first that fails ends the rest. */
  run(tasks: readonly Task[], options: { signal: AbortSignal; done: (task: Task) => void }): Promise<void>;
  close(): Promise<void>;
}

const here = import.meta.url;
// From source (tests), Node strips the types itself and finds the libraries' sources by condition.
const fromSource = here.endsWith('.ts');

/** One worker thread a core. */
export function workerThreads(threads = availableParallelism()): Workers {
  const pool = new Piscina({
    filename: new URL(fromSource ? './worker.ts' : './worker.js', here).href,
    minThreads: threads,
    maxThreads: threads,
    execArgv: fromSource ? ['--conditions=@naru/source', '--disable-warning=ExperimentalWarning'] : [],
  });
  return {
    async run(tasks, { signal, done }) {
      await Promise.all(tasks.map((task) => pool.run(task, { signal }).then(() => done(task))));
    },
    close: () => pool.close({ force: true }),
  };
}
