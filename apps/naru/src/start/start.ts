/** One thing that `npm start` does before the whole is ready. */
export interface Step {
  readonly title: string;
  /** Done, or already done. @throws AppError */
  run(signal: AbortSignal): Promise<void>;
}

export interface StartPlan {
  readonly steps: readonly Step[];
  /** What a person reads once everything stands: addresses and what to do next. */
  readonly ready: () => readonly string[];
  /** Stops all that the steps started, in any state. */
  readonly stop: () => Promise<void>;
}

export interface StartDeps {
  readonly print: (line: string) => void;
  /** Aborted by Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
}

/**
 * Does the steps in order, says when all is ready, and stays until it is asked to stop.
 *
 * Whatever ends it, what it started is stopped.
 */
export async function start({ steps, ready, stop }: StartPlan, { print, signal }: StartDeps): Promise<void> {
  try {
    for (const [index, step] of steps.entries()) {
      if (signal.aborted) return;
      print(`\n[${index + 1}/${steps.length}] ${step.title}`);
      await step.run(signal);
    }
    if (signal.aborted) return;
    print('\nReady.');
    for (const line of ready()) print(`  ${line}`);
    print('  Ctrl-C stops it.');
    await aborted(signal);
  } finally {
    await stop();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  // An abort signal alone keeps no process alive.
  const awake = setInterval(() => undefined, 3_600_000);
  return new Promise((done) => {
    signal.addEventListener(
      'abort',
      () => {
        clearInterval(awake);
        done();
      },
      { once: true },
    );
  });
}
