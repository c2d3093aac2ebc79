// Owns: a connection that loses answers. Requests go through to the server; chosen answers never come back.
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface LossyProxy {
  readonly url: string;
  /** How many answers were lost. */
  readonly lost: () => number;
  /** Loses the answers of the next `count` requests that hold `text`, from byte `after` on; the server carried them out. */
  lose(text: string, count: number, after?: number): void;
  close(): Promise<void>;
}

export async function startLossyProxy(target: string): Promise<LossyProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let [wanted, left, lost, allowed] = ['', 0, 0, 0];
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    let isDoomed = false;
    let given = 0;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket
        .on('error', () => socket.destroy())
        .on('close', () => {
          sockets.delete(socket);
          client.destroySoon();
          upstream.destroy();
        });
    }
    client.on('data', (chunk) => {
      if (left > 0 && chunk.includes(wanted)) {
        isDoomed = true;
        given = 0;
        left -= 1;
      }
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      given += chunk.length;
      if (!isDoomed || given <= allowed) return void client.write(chunk);
      lost += 1;
      upstream.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lost: () => lost,
    lose: (text, count, after = 0) => void ([wanted, left, allowed] = [text, count, after]),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
