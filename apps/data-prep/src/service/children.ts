import { spawn, type ChildProcess } from 'node:child_process';

import { childEnvironment } from '@naru/config';

export interface ChildrenOptions {
  /** The program and what comes before a command: `['--use-env-proxy', 'dist/main.js']`. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Secrets that a child needs, by name. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface Ended {
  /** null: it was ended. */
  readonly status: number | null;
  readonly out: string;
  readonly error: string;
}

const MOST_TEXT = 32 * 1024 * 1024;

/** Processes of this same command line: what costs memory and time is done there, so that the service stays answering. */
export class Children {
  readonly #options: ChildrenOptions;

  constructor(options: ChildrenOptions) {
    this.#options = options;
  }

  /** It ends by itself when this process is gone: the channel between them closes. */
  start(args: readonly string[]): ChildProcess {
    const { file, args: before, cwd, environment } = this.#options;
    return spawn(file, [...before, ...args], {
      cwd,
      env: childEnvironment({ ...environment, NO_COLOR: '1' }),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
  }

  /** Runs one to its end, or for so long. */
  async run(args: readonly string[], longestMs: number): Promise<Ended> {
    const child = this.start(args);
    const limit = setTimeout(() => child.kill('SIGKILL'), longestMs);
    const texts = { out: '', error: '' };
    const collect = (name: keyof typeof texts) => (piece: string) => {
      texts[name] += piece;
      if (texts[name].length > MOST_TEXT) child.kill('SIGKILL');
    };
    child.stdout?.setEncoding('utf8').on('data', collect('out'));
    child.stderr?.setEncoding('utf8').on('data', collect('error'));
    try {
      const status = await new Promise<number | null>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code) => resolve(code));
      });
      return { status, ...texts };
    } finally {
      clearTimeout(limit);
    }
  }
}
