// Owns running our own build on a corpus, as its users do, and what it costs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../dist/main.js');

/** The steps that datatrove has too. */
const SHARED = `steps:
  - use: quality
  - use: private-data
    kinds: [email, ipv4, ipv6]
  - use: duplicates
    alike: 1
`;

export interface Cost {
  readonly rows: number;
  readonly seconds: number;
  readonly rowsPerSecond: number;
  readonly peakMib: number;
}

/** A build from nothing, in a folder of its own. */
export async function ours(folder: string, corpus: string, rows: number, steps: 'shared' | 'default'): Promise<Cost> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'nx.json'), '{}');
  const source = `name: bench\nsources:\n  - name: corpus\n    path: ${corpus}\n`;
  writeFileSync(join(folder, 'recipe.yaml'), steps === 'shared' ? source + SHARED : source);
  const begun = performance.now();
  const child = spawn(process.execPath, [MAIN, 'build', '--config=recipe.yaml'], { cwd: folder, stdio: 'ignore' });
  const memory = peakOf(child.pid ?? 0);
  const [code] = (await once(child, 'exit')) as [number | null];
  const seconds = (performance.now() - begun) / 1000;
  if (code !== 0) throw new Error(`our build of ${rows} rows ended with ${code}`);
  const peakMib = memory();
  rmSync(folder, { recursive: true, force: true });
  return { rows, seconds, rowsPerSecond: rows / seconds, peakMib };
}

const LOOK_EVERY_MS = 200;

/** The most that a process held in memory, by the kernel's own count. */
function peakOf(pid: number): () => number {
  let kib = 0;
  const timer = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      kib = Math.max(kib, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    } catch {
      // It has ended.
    }
  }, LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
    return Math.round(kib / 1024);
  };
}
