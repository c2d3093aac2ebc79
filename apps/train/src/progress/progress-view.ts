import type { JobEvent } from '@naru/contracts';
import { gibibytes, LiveBlock, type Terminal } from '@naru/terminal';

import { loss } from './figures.ts';
import { preflightLines } from './preflight-table.ts';
import { blockLines, doing, factsOf, type BlockRun } from './progress-block.ts';
import { applyEvent, figure, initialState, type RunState } from './run-state.ts';

export interface ViewedRun {
  /** `smollm2-135m lora on CPU`. */
  readonly label: string;
  /** From the workspace. */
  readonly refusedPath: string;
}

interface Watched extends ViewedRun {
  state: RunState;
  printedStep: number;
  printedAt: number;
}

const REDRAW_MS = 1000;
const LINE_MS = 10_000;
const LINES_A_RUN = 20;

/** One view of one or several runs: a block that is drawn over on a terminal, plain lines elsewhere. */
export class ProgressView {
  readonly #terminal: Terminal;
  readonly #runs: readonly Watched[];
  readonly #now: () => number;
  readonly #began: number;
  readonly #block: LiveBlock;
  #timer: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(terminal: Terminal, runs: readonly ViewedRun[], now: () => number = Date.now) {
    this.#terminal = terminal;
    this.#runs = runs.map((run) => ({ ...run, state: initialState, printedStep: 0, printedAt: now() }));
    this.#now = now;
    this.#began = now();
    this.#block = new LiveBlock(terminal);
  }

  start(): void {
    if (!this.#terminal.isTty) return;
    this.#draw();
    this.#timer = setInterval(() => this.#draw(), REDRAW_MS);
  }

  /** Leaves the last state on the screen. */
  stop(): void {
    clearInterval(this.#timer);
    if (this.#timer !== undefined) this.#draw();
    this.#timer = undefined;
  }

  /** The jobs were asked to end. */
  stopping(notice: string): void {
    this.#stopping = true;
    this.print(`${notice}\n`);
  }

  state(index: number): RunState {
    return this.#runs[index]?.state ?? initialState;
  }

  /** `earlier`: told before this command began to watch; it is shown as a state, not as news. */
  onEvent(index: number, event: JobEvent, earlier: boolean): void {
    const run = this.#runs[index];
    if (run === undefined) return;
    run.state = applyEvent(run.state, event);
    if (earlier) return;
    if (event.type === 'preflight')
      this.#print(run, ['Preflight', ...preflightLines(event, this.#terminal, run.refusedPath)]);
    else if (!this.#terminal.isTty) this.#printNews(run, event);
  }

  print(text: string): void {
    if (this.#timer === undefined) this.#terminal.write(text);
    else this.#block.print(text);
  }

  #print(run: Watched, lines: readonly string[]): void {
    const [first, ...rest] = lines;
    const head = this.#runs.length > 1 ? `${run.label}: ${first ?? ''}` : (first ?? '');
    this.print([head, ...rest].map((line) => `${line}\n`).join(''));
  }

  #draw(): void {
    this.#block.draw(
      blockLines(
        this.#runs.map((run) => this.#shown(run)),
        this.#terminal,
        this.#now(),
      ),
    );
  }

  #shown(run: Watched): BlockRun {
    return { label: run.label, state: run.state, elapsedMs: this.#now() - this.#began, stopping: this.#stopping };
  }

  #printNews(run: Watched, event: JobEvent): void {
    const line = this.#newsOf(run, event);
    if (line !== undefined) this.#print(run, [line]);
  }

  #newsOf(run: Watched, event: JobEvent): string | undefined {
    switch (event.type) {
      case 'phase':
        return doing({ state: run.state, stopping: false });
      case 'eval': {
        const others = Object.entries(event.values).filter(([name]) => name !== 'eval_loss');
        const each = others
          .map(([name, value]) => `${name.replace('eval_loss_', '')} ${loss(figure(value))}`)
          .join(', ');
        const mean = loss(figure(event.values['eval_loss']));
        return `held-out loss after step ${event.step}: ${mean}${each === '' ? '' : ` (${each})`}${event.best ? ', the best so far' : ''}`;
      }
      case 'checkpoint':
        return `checkpoint at step ${event.step}, ${gibibytes(event.bytes)}`;
      case 'metric':
        return this.#isDue(run) ? factsOf(this.#shown(run), this.#now()).join('  ') : undefined;
      default:
        return undefined;
    }
  }

  // Seldom enough for a log that is kept, often enough to see that it goes on.
  #isDue(run: Watched): boolean {
    const { step, totalSteps = 1 } = run.state;
    const last = step === totalSteps;
    const far = step - run.printedStep >= totalSteps / LINES_A_RUN && this.#now() - run.printedAt >= LINE_MS;
    if (!last && !far && run.printedStep > 0) return false;
    run.printedStep = step;
    run.printedAt = this.#now();
    return true;
  }
}
