import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { AppError } from '@naru/contracts';

import { childEnvironment } from './child-environment.ts';

/**
 * The Python of the environment that the workspace has.
 *
 * @throws AppError `python.unavailable`
 */
export function workspacePython(root: string): string {
  const python = join(root, '.venv', 'bin', 'python');
  if (existsSync(python)) return python;
  throw new AppError('python.unavailable', 'The Python environment (.venv) is not made.', {
    hint: 'Make it: npx nx run python:env',
  });
}

/** The environment of a Python job: UTF-8, no other Python's packages, nothing fetched; `set` over it. */
export function pythonEnvironment(set: Readonly<Record<string, string | undefined>> = {}): Record<string, string> {
  return childEnvironment({
    PYTHONUNBUFFERED: '1',
    PYTHONUTF8: '1',
    // What a person's shell has set for another Python would be imported before ours.
    PYTHONPATH: undefined,
    PYTHONHOME: undefined,
    HF_HUB_OFFLINE: '1',
    HF_HUB_DISABLE_TELEMETRY: '1',
    DO_NOT_TRACK: '1',
    ...set,
  });
}
