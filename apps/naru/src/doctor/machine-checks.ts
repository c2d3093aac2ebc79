// Owns what is checked of the machine itself: Node, Python, disk, memory, GPUs.
import { execFile } from 'node:child_process';
import { readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { pythonEnvironment, workspacePython } from '@naru/config';
import type { Inventory } from '@naru/devices';
import { fileSha256 } from '@naru/files';
import { gibibytes } from '@naru/terminal';

import { bad, ok, warn, type Check } from './check.ts';

const GIB = 1024 ** 3;
const LEAST_NODE = 24;
/** `npm ci`, the Python environment, and a run's checkpoints. */
const LEAST_DISK_BYTES = 12 * GIB;
const FULL_DISK_BYTES = 2 * GIB;
/** The embedded default trains within 3 GB. */
const LEAST_MEMORY_BYTES = 4 * GIB;
const PYTHON_TIMEOUT_MS = 60_000;

export function machineChecks(root: string, inventory: () => Promise<Inventory>): Check[] {
  return [
    { name: 'Node', look: () => Promise.resolve(nodeFinding(process.versions.node)) },
    { name: 'Python', look: () => pythonFinding(root) },
    { name: 'disk', look: () => diskFinding(root) },
    { name: 'memory', look: async () => memoryFinding(await inventory()) },
    { name: 'GPU', look: async () => gpuFinding(await inventory()) },
  ];
}

function nodeFinding(version: string): ReturnType<typeof ok> {
  if (Number.parseInt(version) >= LEAST_NODE) return ok(version);
  return bad(version, `Naru runs on Node ${LEAST_NODE}, which npm ci brings: start it by npm or npx.`);
}

const execute = promisify(execFile);
const VERSIONS = `
import json, platform
from importlib.metadata import version
print(json.dumps({"python": platform.python_version(), "torch": version("torch"), "transformers": version("transformers")}))`;

async function pythonFinding(root: string): Promise<ReturnType<typeof ok>> {
  const python = workspacePython(root);
  try {
    const { stdout } = await execute(python, ['-c', VERSIONS], {
      env: pythonEnvironment(),
      timeout: PYTHON_TIMEOUT_MS,
    });
    const { python: own, torch, transformers } = JSON.parse(stdout) as Record<string, string>;
    return (await isCurrent(root))
      ? ok(`${own ?? ''}, torch ${torch ?? ''}, transformers ${transformers ?? ''}`)
      : warn(`${own ?? ''}, of older requirements`, 'Bring it up to date: npx nx run python:env');
  } catch {
    return bad('.venv does not run, or lacks packages', 'Make it again: npx nx run python:env');
  }
}

/** The environment keeps the hash of the requirements that it was made from. */
async function isCurrent(root: string): Promise<boolean> {
  const made = await readFile(join(root, '.venv', 'naru-lock.sha256'), 'utf8').catch(() => '');
  return made.trim() === (await fileSha256(join(root, 'requirements', 'naru.txt')));
}

async function diskFinding(root: string): Promise<ReturnType<typeof ok>> {
  const { bavail, bsize } = await statfs(root);
  const free = bavail * bsize;
  const found = `${gibibytes(free)} free`;
  if (free >= LEAST_DISK_BYTES) return ok(found);
  const todo = 'Old runs (models/fine-tuned), data/work (npx nx run data-prep:clean) and results take the most.';
  return free >= FULL_DISK_BYTES ? warn(found, todo) : bad(found, todo);
}

function memoryFinding({ cpu }: Inventory): ReturnType<typeof ok> {
  const found = `${gibibytes(cpu.memoryBytes)}, ${cpu.cores} cores`;
  if (cpu.memoryBytes >= LEAST_MEMORY_BYTES) return ok(found);
  return warn(found, `The embedded default trains within ${gibibytes(LEAST_MEMORY_BYTES)}.`);
}

function gpuFinding({ gpus, driver, problem }: Inventory): ReturnType<typeof ok> {
  if (gpus.length === 0) {
    if (driver === null) return ok(`none: the embedded default runs on the CPU (${problem ?? 'none is here'})`);
    return warn(`driver ${driver}, and no GPU: ${problem ?? ''}`, 'nvidia-smi has to list one.');
  }
  const names = gpus.map(({ index, name, memoryFreeBytes }) => `${index} ${name}, ${gibibytes(memoryFreeBytes)} free`);
  const found = `${names.join('; ')}; driver ${driver ?? 'not known'}`;
  return problem === null ? ok(found) : warn(found, problem);
}
