import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { completions, conversation, setPace, type Ask } from './load/ask.ts';
import { runPhase, type Gateway, type Load, type Phase } from './load/phase.ts';
import type { BenchOptions } from './options.ts';
import type { HeapFigures } from './programs/heap-question.ts';
import { startNode, type Program, type WatchedProgram } from './programs/program.ts';

/** What a part measured: ratios for the line's top, and the figures that they were made of. */
export interface PartFigures {
  readonly ratios?: Readonly<Record<string, number>>;
  readonly figures: object;
}

const SERVE = join(import.meta.dirname, '../dist/main.js');
const program = (name: string): string => join(import.meta.dirname, 'programs', `${name}.ts`);
const READY_MS = 120_000;
const LOOK_MS = 50;
const SHOWN_PROBLEMS = 3;

/** The upstream, the bare pipe and serve, each a process of its own, and what is asked of them. */
export class Stand {
  readonly options: BenchOptions;
  readonly folder: string;
  readonly upstream: Program;
  readonly #pipe: Program;
  readonly #serve: WatchedProgram;

  private constructor(options: BenchOptions, folder: string, programs: readonly [Program, Program, WatchedProgram]) {
    this.options = options;
    this.folder = folder;
    [this.upstream, this.#pipe, this.#serve] = programs;
  }

  static async start(options: BenchOptions): Promise<Stand> {
    const folder = mkdtempSync(join(tmpdir(), 'naru-bench-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const upstream = await startNode(program('upstream'), []);
    const pipe = await startNode(program('pipe'), [upstream.url]);
    const serve = await startNode(SERVE, [], {
      ENGINE: 'external',
      VLLM_ENDPOINT: upstream.url,
      DATABASE_URL: `sqlite:///${join(folder, 'chat.db')}`,
      LOG_DIR: join(folder, 'logs'),
      SERVE_PORT: '0',
      ENABLE_AUTH: 'false',
      REDIS_URL: '',
      NODE_OPTIONS: '--max-semi-space-size=2', // as bin/serve starts it
    });
    await untilReady(serve.url);
    return new Stand(options, folder, [upstream, pipe, serve]);
  }

  pipe(streams: number): Gateway {
    return { name: 'pipe', program: this.#pipe, asks: same(completions(this.#pipe.url), streams) };
  }

  serve(streams: number): Gateway {
    return { name: 'serve', program: this.#serve, asks: same(completions(this.#serve.url), streams) };
  }

  async conversations(streams: number): Promise<Gateway> {
    const asks: Ask[] = [];
    for (let made = 0; made < streams; made += 1) asks.push(await conversation(this.#serve.url));
    return { name: 'conversations', program: this.#serve, asks };
  }

  /** What serve's heap holds after a full collection, which holds it up for some tens of milliseconds. */
  heap(): Promise<HeapFigures> {
    return this.#serve.heap();
  }

  async run(gateway: Gateway, load: Load): Promise<Phase> {
    await setPace(this.upstream.url, load.tokenMs);
    const phase = await runPhase(gateway, load);
    const { tokens, seconds, cpuUsPerToken, problems } = phase;
    say(`${gateway.name}: ${tokens} tokens in ${seconds.toFixed(1)} s, ${cpuUsPerToken.toFixed(0)} µs of CPU each`);
    if (problems.length > 0) {
      say(`${gateway.name}: ${problems.length} answers went wrong: ${problems.slice(0, SHOWN_PROBLEMS).join('; ')}`);
    }
    return phase;
  }

  async end(): Promise<void> {
    await Promise.all([this.#pipe.end(), this.#serve.end()]);
    await this.upstream.end();
  }
}

export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

const same = (ask: Ask, streams: number): Ask[] => Array.from({ length: streams }, () => ask);

async function untilReady(url: string): Promise<void> {
  for (let waited = 0; waited < READY_MS; waited += LOOK_MS) {
    if ((await fetch(`${url}/readyz`)).ok) return;
    await sleep(LOOK_MS);
  }
  throw new Error(`serve was not ready within ${READY_MS / 1000} s.`);
}
