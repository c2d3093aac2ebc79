/** Aborted by the first Ctrl-C or SIGTERM. A second one ends this process at once. */
export function stopRequests(): AbortSignal {
  const stopper = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stopper.signal.aborted) process.exit(130);
      stopper.abort();
    });
  }
  return stopper.signal;
}
