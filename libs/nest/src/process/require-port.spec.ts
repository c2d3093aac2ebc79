import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

import { requirePort } from './require-port.ts';

describe('the port that a server is told to listen on', () => {
  it('is free afterwards', async () => {
    const taken = createServer();
    await once(taken.listen(0, '127.0.0.1'), 'listening');
    const { port } = taken.address() as AddressInfo;
    taken.close();
    await once(taken, 'close');

    await requirePort({ host: '127.0.0.1', port }, 'SERVE');
    await requirePort({ host: '127.0.0.1', port }, 'SERVE');
  });

  it('is refused by its name where another program has it', async () => {
    const taken = createServer();
    await once(taken.listen(0, '127.0.0.1'), 'listening');
    const { port } = taken.address() as AddressInfo;

    await expect(requirePort({ host: '127.0.0.1', port }, 'SERVE')).rejects.toMatchObject({
      code: 'port.taken',
      message: `SERVE_PORT: another program listens on 127.0.0.1:${port}.`,
    });
    taken.close();
  });

  it('is refused where the address is none of this machine', async () => {
    await expect(requirePort({ host: '192.0.2.7', port: 0 }, 'DATA_PREP')).rejects.toMatchObject({
      code: 'environment.invalid',
      message: 'DATA_PREP_HOST: this machine has no address 192.0.2.7.',
    });
  });
});
