import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until no other living process holds `path`, then holds it. Returns what lets it go. */
export async function holdLock(path: string): Promise<() => void> {
  for (let waited = 0; !taken(path); waited += 1) {
    if (waited === 0) console.log('python:env: another process is making the environment; waiting for it.');
    await sleep(500);
  }
  return () => rmSync(path, { force: true });
}

function taken(path: string): boolean {
  try {
    writeFileSync(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (!alive(ownerOf(path))) rmSync(path, { force: true });
    return false;
  }
}

function ownerOf(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return 0;
  }
}

function alive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}
