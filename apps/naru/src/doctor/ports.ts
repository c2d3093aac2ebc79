// Owns whether a port is free, and which process has it. Does not know what listens there by right.
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';

const TIMEOUT_MS = 3000;

/** Whether anything listens on the port of this machine's loopback. */
export function isTaken(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: TIMEOUT_MS });
    const done = (taken: boolean): void => {
      socket.destroy();
      answer(taken);
    };
    socket.once('connect', () => done(true));
    socket.once('timeout', () => done(true));
    socket.once('error', () => done(false));
  });
}

const LISTENING = '0A';

/** The process that listens there, as `pid 42 (node)`; undefined where the system does not tell this user. */
export function holderOf(port: number): string | undefined {
  const sockets = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeners(table, port)));
  if (sockets.size === 0) return undefined;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (opens(pid, sockets)) return `process ${pid} (${nameOf(pid)})`;
  }
  return undefined;
}

/** Numbers of the sockets that listen on the port: proc(5), /proc/net/tcp. */
function listeners(table: string, port: number): string[] {
  if (!existsSync(table)) return [];
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const rows = readFileSync(table, 'utf8').split('\n').slice(1);
  return rows.flatMap((row) => {
    const [, local, , state, , , , , , socket] = row.trim().split(/\s+/);
    return local?.endsWith(`:${hex}`) === true && state === LISTENING && socket !== undefined ? [socket] : [];
  });
}

function opens(pid: string, sockets: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      const socket = /^socket:\[(\d+)\]$/.exec(linkOf(`/proc/${pid}/fd/${fd}`))?.[1];
      return socket !== undefined && sockets.has(socket);
    });
  } catch {
    return false; // another user's, or ended meanwhile
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function nameOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return 'ended meanwhile';
  }
}
