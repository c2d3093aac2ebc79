import { join, relative } from 'node:path';

import type { ComparedMeasure } from '@naru/contracts';
import { paint, tableLines } from '@naru/terminal';

import type { CommandContext } from '../commands/context.ts';
import type { KeptReport } from './kept-reports.ts';

/** What a person at a terminal is told of a report: the measures of its gate, the verdict, where the rest stands. */
export function sayVerdict({ report, folder }: KeptReport, { terminal, places }: CommandContext): void {
  const rows = report.measures.filter(({ role }) => role !== 'shown').map(rowOf);
  const colour = report.verdict === 'better' ? 'green' : report.verdict === 'not better' ? 'red' : 'yellow';
  const place = relative(places.cwd, join(folder, 'report.html'));
  const lines = [
    '',
    ...tableLines([['', 'candidate', 'baseline', 'difference', 'from', 'to', 'items', ''], ...rows], '  '),
    '',
    paint(terminal, colour, report.verdict),
    ...report.because.map((each) => `  ${each}`),
    place,
  ];
  terminal.write(`${lines.join('\n')}\n`);
}

function rowOf({ measure, candidate, baseline, difference, low, high, items, outcome }: ComparedMeasure): string[] {
  const figures = [candidate, baseline, difference, low, high].map((value) => (value === null ? '–' : shown(value)));
  return [measure, ...figures, String(items), outcome ?? ''];
}

const shown = (value: number): string => value.toFixed(Math.abs(value) >= 10 ? 1 : 3);
