import { spawnSync } from 'node:child_process';

const SCRIPT = 'mount -t tmpfs -o "$1" tmpfs "$2" && shift 2 && exec "$@"';
const UNSHARE = ['unshare', '--user', '--map-root-user', '--mount', 'sh', '-c', SCRIPT, 'sh'];

/** A command in whose sight `folder` is a small file system of its own: `size=1m`, or `ro`. */
export const mounted = (folder: string, options: string): string[] => [...UNSHARE, options, folder];

/** Why this machine cannot do that; undefined if it can. */
export function whyNoMounts(): string | undefined {
  const [file, ...args] = [...mounted('/mnt', 'size=1m'), 'true'];
  const { status, error } = spawnSync(file, args);
  return status === 0 ? undefined : `no mounts of one's own on this machine: ${error?.message ?? 'unshare refuses'}`;
}
