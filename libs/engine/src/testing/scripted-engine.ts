import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the process does, besides answering. */
export interface EngineScript {
  readonly kind: 'llamacpp' | 'vllm';
  /** So many starts end at once. */
  readonly failingStarts?: number;
  /** The first process answers one completion and no more; its other routes go on. */
  readonly hangsOnceReady?: boolean;
  /** A file without which a streamed answer rests after its second token. */
  readonly restsWithout?: string;
  readonly tokenMs?: number;
  readonly tokens?: readonly string[];
}

export interface ScriptedEngine {
  /** To be started in place of the real engine. */
  readonly command: readonly [program: string, ...args: string[]];
  /** The processes so far, with the arguments that they were given. */
  starts(): readonly { readonly pid: number; readonly args: readonly string[] }[];
}

const extension = import.meta.filename.endsWith('.ts') ? 'ts' : 'js';
export const FAKE_ENGINE_PROGRAM = join(import.meta.dirname, `fake-engine-program.${extension}`);

/** An engine whose behaviour is written down in `folder`. */
export function scriptedEngine(folder: string, script: EngineScript): ScriptedEngine {
  mkdirSync(folder, { recursive: true });
  const starts = join(folder, 'starts.jsonl');
  const file = join(folder, 'script.json');
  writeFileSync(file, JSON.stringify({ ...script, starts }));
  const conditions = extension === 'ts' ? ['--conditions=@naru/source'] : [];
  return {
    command: [process.execPath, '--disable-warning=ExperimentalWarning', ...conditions, FAKE_ENGINE_PROGRAM, file],
    starts: () =>
      existsSync(starts)
        ? readFileSync(starts, 'utf8')
            .split('\n')
            .slice(0, -1) // what follows the last line end is being written
            .map((line) => JSON.parse(line) as { pid: number; args: string[] })
        : [],
  };
}
