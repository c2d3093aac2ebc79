// Owns asking datatrove, where its environment has been made. Does not know what its figures mean.
import { spawnSync } from 'node:child_process';
import { createReadStream, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const PYTHON = join(import.meta.dirname, '../../../.venv-datatrove/bin/python');
const PROGRAM = join(import.meta.dirname, 'run_datatrove.py');
const CORES = 2;

/** Its default word tokenizer, and the fastest one that it has. */
export const TOKENIZERS = { default: 'en', fastest: 'anp' } as const;

export interface DatatroveCost {
  readonly rows: number;
  readonly seconds: number;
  readonly rowsPerSecond: number;
  readonly stages: Readonly<Record<string, number>>;
  readonly kept: number;
}

/** Undefined where it is not installed. @throws Error with what it said where it fails */
export async function datatrove(
  folder: string,
  corpus: string,
  rows: number,
  language: string,
): Promise<DatatroveCost | undefined> {
  if (!existsSync(PYTHON)) return undefined;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'in'), { recursive: true });
  const lines = await firstLines(corpus, rows);
  // A task reads whole files: one for each core.
  const part = Math.ceil(lines.length / CORES);
  for (let core = 0; core < CORES; core += 1) {
    const own = lines.slice(core * part, (core + 1) * part);
    writeFileSync(join(folder, 'in', `${core}.jsonl`), `${own.join('\n')}\n`);
  }
  const args = [PROGRAM, join(folder, 'in'), join(folder, 'work'), language];
  const begun = performance.now();
  const { status, stdout, stderr } = spawnSync(PYTHON, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const seconds = (performance.now() - begun) / 1000;
  if (status !== 0) throw new Error(`datatrove failed: ${stderr.slice(-2000)}`);
  const told = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { seconds: Record<string, number>; kept: number };
  rmSync(folder, { recursive: true, force: true });
  return { rows: lines.length, seconds, rowsPerSecond: lines.length / seconds, stages: told.seconds, kept: told.kept };
}

/** A corpus of a million rows is longer than a string may be. */
async function firstLines(path: string, most: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    if (lines.push(line) === most) break;
  }
  return lines;
}
