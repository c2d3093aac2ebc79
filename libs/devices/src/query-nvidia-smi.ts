import { execFile } from 'node:child_process';

import { NVIDIA_SMI_FIELDS } from './parse-nvidia-smi.ts';

export type NvidiaSmiAnswer =
  { readonly ok: true; readonly output: string } | { readonly ok: false; readonly problem: string };

const QUERY = [`--query-gpu=${NVIDIA_SMI_FIELDS.join(',')}`, '--format=csv,noheader,nounits'];

/** Asks the first of `places` that is there. */
export async function queryNvidiaSmi(places: readonly string[], timeoutMs: number): Promise<NvidiaSmiAnswer> {
  for (const place of places) {
    const answer = await ask(place, timeoutMs);
    if (answer !== 'absent') return answer;
  }
  return { ok: false, problem: 'nvidia-smi is not on this machine: no NVIDIA driver is installed.' };
}

function ask(binary: string, timeoutMs: number): Promise<NvidiaSmiAnswer | 'absent'> {
  return new Promise((answer) => {
    // SIGKILL: one that hangs in the driver ignores a polite signal.
    const options = { timeout: timeoutMs, killSignal: 'SIGKILL', windowsHide: true } as const;
    execFile(binary, QUERY, options, (error, stdout, stderr) => {
      if (error === null) answer({ ok: true, output: stdout });
      else if (error.code === 'ENOENT') answer('absent');
      else answer({ ok: false, problem: failure(binary, error, `${stdout}\n${stderr}`, timeoutMs) });
    });
  });
}

function failure(
  binary: string,
  error: Error & { code?: unknown; killed?: boolean },
  said: string,
  timeoutMs: number,
): string {
  if (error.killed === true) return `nvidia-smi gave no answer within ${timeoutMs / 1000} s: the driver may hang.`;
  if (typeof error.code === 'string') return `${binary} cannot be run: ${error.code}.`;
  const lines = said.split(/\r?\n/).map((line) => line.trim());
  const words = lines.filter((line) => line !== '').join(' ');
  return `nvidia-smi failed (exit ${String(error.code)}): ${words.slice(0, 300) || 'it said nothing'}`;
}
