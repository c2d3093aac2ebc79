import { once } from 'node:events';
import { createServer } from 'node:net';

import { AppError } from '@naru/contracts';

/**
 * Whether serve can listen there. Asked before anything else is touched: a second serve, started by mistake, would take
 * the answers that the first one is making for those of a process that died.
 *
 * @throws AppError `port.taken`, `environment.invalid`
 */
export async function requirePort({ host, port }: { readonly host: string; readonly port: number }): Promise<void> {
  const probe = createServer();
  try {
    await once(probe.listen(port, host), 'listening');
  } catch (error) {
    throw told(error as NodeJS.ErrnoException, host, port);
  }
  probe.close();
  await once(probe, 'close');
}

function told(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE') {
    return new AppError('port.taken', `SERVE_PORT: another program listens on ${host}:${port}.`, {
      hint: 'End it (is it another serve?), or choose another port: SERVE_PORT=8081.',
      cause: error,
    });
  }
  if (error.code === 'EADDRNOTAVAIL') {
    return new AppError('environment.invalid', `SERVE_HOST: this machine has no address ${host}.`, {
      hint: '127.0.0.1 is this machine alone, 0.0.0.0 every address that it has.',
      cause: error,
    });
  }
  if (error.code === 'EACCES') {
    return new AppError('environment.invalid', `SERVE_PORT: this user may not listen on port ${port}.`, {
      hint: 'Choose one from 1024 on, and let a proxy listen on the others.',
      cause: error,
    });
  }
  return error;
}
