import { once } from 'node:events';
import { createServer } from 'node:net';

import { AppError } from '@naru/contracts';

/** What the settings are called that a person changes: `SERVE` for SERVE_HOST and SERVE_PORT. */
export type SettingsPrefix = 'SERVE' | 'DATA_PREP';

/**
 * Whether a server can listen there. Asked before anything else is touched: a second one, started by mistake, would take
 * the work that the first one does for that of a process that died.
 *
 * @throws AppError `port.taken`, `environment.invalid`
 */
export async function requirePort(
  { host, port }: { readonly host: string; readonly port: number },
  prefix: SettingsPrefix,
): Promise<void> {
  const probe = createServer();
  try {
    await once(probe.listen(port, host), 'listening');
  } catch (error) {
    throw told(error as NodeJS.ErrnoException, { host, port, prefix });
  }
  probe.close();
  await once(probe, 'close');
}

interface Wanted {
  readonly host: string;
  readonly port: number;
  readonly prefix: SettingsPrefix;
}

function told(error: NodeJS.ErrnoException, { host, port, prefix }: Wanted): Error {
  if (error.code === 'EADDRINUSE') {
    return new AppError('port.taken', `${prefix}_PORT: another program listens on ${host}:${port}.`, {
      hint: `End it (is it another one of this?), or choose another port: ${prefix}_PORT=${port + 10}.`,
      cause: error,
    });
  }
  if (error.code === 'EADDRNOTAVAIL') {
    return new AppError('environment.invalid', `${prefix}_HOST: this machine has no address ${host}.`, {
      hint: '127.0.0.1 is this machine alone, 0.0.0.0 every address that it has.',
      cause: error,
    });
  }
  if (error.code === 'EACCES') {
    return new AppError('environment.invalid', `${prefix}_PORT: this user may not listen on port ${port}.`, {
      hint: 'Choose one from 1024 on, and let a proxy listen on the others.',
      cause: error,
    });
  }
  return error;
}
