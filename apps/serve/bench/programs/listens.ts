import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens on a free port of this machine, and tells whoever started the process. */
export function listens(server: Server): void {
  server.keepAliveTimeout = 60_000;
  server.listen(0, '127.0.0.1', 1024, () => {
    const { port } = server.address() as AddressInfo;
    process.send?.({ readyAt: `http://127.0.0.1:${port}` });
  });
}
