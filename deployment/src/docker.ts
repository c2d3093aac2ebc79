// Owns a Docker daemon for tests, where root may start one and none runs; and a Debian to build on without a registry.
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { ended } from './running-serve.ts';
import { findProgram, run, type Said } from './system-program.ts';

export const BASE = 'naru-test-base';
const START_MS = 60_000;
const STORAGE = ['overlay2', 'vfs'] as const;

export interface Docker {
  /** Its own folder, on a disk that holds some gigabytes. */
  readonly folder: string;
  /** @throws Error with what Docker said */
  ok(...args: readonly string[]): string;
  try(...args: readonly string[]): Said;
  stop(): Promise<void>;
}

/** In a sentence, why there is no Docker for tests here; undefined where there is. */
export function whyNoDocker(): string | undefined {
  if (findProgram([['docker']]) === undefined) return "docker (Debian's package docker.io) is not here";
  if (findProgram([['debootstrap']]) === undefined) return "debootstrap (Debian's package of that name) is not here";
  if (userInfo().uid !== 0) return 'debootstrap needs root';
  if (run('docker', ['info']).status === 0 || findProgram([['dockerd']]) !== undefined) return undefined;
  return 'no Docker daemon runs, and dockerd is not here';
}

/** The daemon that runs, or one of the test's own that needs neither bridges nor iptables. */
export async function startDocker(): Promise<Docker> {
  // Not below TMPDIR: overlays want a path of a moderate length, and a disk.
  const folder = mkdtempSync('/var/tmp/naru-docker-');
  const host = run('docker', ['info']).status === 0 ? undefined : `unix://${join(folder, 'docker.sock')}`;
  const daemon = host === undefined ? undefined : await startDaemon(folder, host);
  const docker = (args: readonly string[]): Said =>
    run('docker', [...(host === undefined ? [] : ['--host', host]), ...args]);
  return {
    folder,
    try: (...args) => docker(args),
    ok: (...args) => {
      const { status, stdout, output } = docker(args);
      if (status !== 0) throw new Error(`docker ${args.join(' ')}: ${output.slice(-4000)}`);
      return stdout.trim();
    },
    stop: async () => {
      if (daemon !== undefined) await ended(daemon);
      // Containers on the machine's own network leave a mount behind.
      run('umount', [join(folder, 'run/netns/default')]);
      run('rm', ['-rf', folder]);
    },
  };
}

async function startDaemon(folder: string, host: string): Promise<ChildProcess> {
  for (const driver of STORAGE) {
    const log = join(folder, `dockerd-${driver}.log`);
    const daemon = spawn(
      'dockerd',
      [
        ...['--host', host, '--data-root', join(folder, driver), '--exec-root', join(folder, 'run')],
        ...['--pidfile', join(folder, 'docker.pid'), '--storage-driver', driver],
        ...['--iptables=false', '--ip6tables=false', '--bridge=none'],
      ],
      { stdio: ['ignore', openSync(log, 'w'), openSync(log, 'a')] },
    );
    for (const until = performance.now() + START_MS; performance.now() < until && daemon.exitCode === null;) {
      if (run('docker', ['--host', host, 'info']).status === 0) return daemon;
      await sleep(500);
    }
    await ended(daemon);
    if (driver === STORAGE.at(-1))
      throw new Error(`dockerd does not start:\n${readFileSync(log, 'utf8').slice(-4000)}`);
  }
  throw new Error('no storage driver');
}

/** A Debian of this machine's own release, with the certificates that this machine trusts, as an image. */
export function importBase(docker: Docker): void {
  const root = join(docker.folder, 'debian');
  const release = /^VERSION_CODENAME=(\S+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'stable';
  mkdirSync(root);
  const made = run('debootstrap', ['--variant=minbase', '--include=ca-certificates', release, root]);
  if (made.status !== 0) throw new Error(made.output.slice(-4000));
  const certificates = '/etc/ssl/certs/ca-certificates.crt';
  if (existsSync(certificates)) cpSync(certificates, join(root, certificates));
  const trust = ['NODE_EXTRA_CA_CERTS', 'npm_config_cafile', 'PIP_CERT'].flatMap((name) => [
    '--change',
    `ENV ${name}=${certificates}`,
  ]);
  const tar = join(docker.folder, 'debian.tar');
  if (run('tar', ['-C', root, '-cf', tar, '.']).status !== 0) throw new Error('tar failed');
  docker.ok('import', ...trust, tar, BASE);
  run('rm', ['-rf', root, tar]);
}
