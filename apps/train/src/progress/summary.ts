import type { RunFinished } from '@naru/contracts';
import { duration, gibibytes, paint, printable, tableLines, type Terminal, whole, wrapped } from '@naru/terminal';

import { change, loss } from './figures.ts';
import { figure, type RunState, type SampleAnswers } from './run-state.ts';

/** Where a run's results lie; paths from the workspace. */
export interface SummaryPlaces {
  readonly runDir: string;
  readonly log: string;
  /** The page in MLflow, or why there is none yet and what to do; undefined: not asked. */
  readonly mlflow?: string;
}

const INDENT = '  ';
const ANSWER_LINES = 6;

/** What a finished run has come to. */
export function summaryLines(label: string, state: RunState, places: SummaryPlaces, terminal: Terminal): string[] {
  const event = state.finished;
  if (event === undefined) return [];
  return [
    paint(terminal, 'bold', `${label}: finished ${afterWhat(event)}`),
    ...lossLines(event),
    ...state.samples.flatMap((sample) => sampleLines(sample, terminal)),
    ...tableOfPlaces(event, places),
  ];
}

function afterWhat({ steps, seconds, bestStep, stoppedEarly, trainedTokens, peakMemoryBytes }: RunFinished): string {
  const best = bestStep === null || bestStep === steps ? '' : `, best at step ${bestStep}`;
  const early = stoppedEarly ? ', stopped early' : '';
  return `after ${steps} steps in ${duration(seconds)} (${whole(trainedTokens)} tokens, ${gibibytes(peakMemoryBytes)} at most${best}${early})`;
}

function lossLines({ lossBefore, lossAfter }: RunFinished): string[] {
  const names = Object.keys(lossAfter);
  if (names.length === 0) return [`${INDENT}No held-out rows: no loss to compare.`];
  const rows = names.map((name) => {
    const [before, after] = [figure(lossBefore[name]), figure(lossAfter[name])];
    return [nameOf(name), loss(before), loss(after), change(before, after)];
  });
  return tableLines([['held-out loss', 'before', 'after', 'change'], ...rows], INDENT);
}

const LANGUAGES = new Map([
  ['en', 'English'],
  ['ko', 'Korean'],
]);

function nameOf(name: string): string {
  if (name === 'eval_loss') return 'all rows';
  const code = name.replace('eval_loss_', '');
  return LANGUAGES.get(code) ?? code;
}

function sampleLines({ prompt, before, after }: SampleAnswers, terminal: Terminal): string[] {
  const cells = Math.min(terminal.columns, MAX_CELLS) - LABEL_CELLS - INDENT.length;
  const part = (label: string, text: string | undefined): string[] => {
    if (text === undefined) return [];
    const lines = wrapped(printable(text).trim(), cells);
    const shown = lines.length > ANSWER_LINES ? [...lines.slice(0, ANSWER_LINES), '…'] : lines;
    return shown.map((line, index) => `${INDENT}${(index === 0 ? label : '').padEnd(LABEL_CELLS)}${line}`.trimEnd());
  };
  return [...part('question', prompt), ...part('  before', before), ...part('  after', after)];
}

const LABEL_CELLS = 10;
const MAX_CELLS = 110;

function tableOfPlaces({ adapter }: RunFinished, { runDir, log, mlflow }: SummaryPlaces): string[] {
  const rows: [string, string][] = [
    ['adapter', `${runDir}/${adapter.path} (${whole(adapter.parameters)} parameters)`],
    [
      'GGUF',
      adapter.ggufPath === null ? 'none: llama.cpp does not know this architecture' : `${runDir}/${adapter.ggufPath}`,
    ],
    ['card', `${runDir}/${adapter.path}/README.md`],
    ['log', log],
    ...(mlflow === undefined ? [] : [['MLflow', mlflow] satisfies [string, string]]),
  ];
  return rows.map(([label, text]) => `${INDENT}${label.padEnd(LABEL_CELLS)}${text}`);
}
