import type { Preflight, PreflightSplit, RefusedRow, Spread } from '@naru/contracts';
import { clipped, paint, printable, tableLines, type Terminal, whole } from '@naru/terminal';

const REFUSED_SHOWN = 5;
const PREVIEW_CHARACTERS = 1200;
const INDENT = '  ';

/** The preflight as a table: rows, tokens, checks, refused rows, and one row with its mask visible. */
export function preflightLines(event: Preflight, terminal: Terminal, refusedPath: string): string[] {
  return [
    ...tableLines([HEAD, ...event.splits.map(splitRow)], INDENT),
    ...event.checks.map(({ name, ok, detail }) => {
      const mark = ok ? paint(terminal, 'green', '✓') : paint(terminal, 'red', '✗');
      return `${INDENT}${mark} ${name}: ${printable(detail)}`;
    }),
    ...refusedLines(event, refusedPath, terminal),
    ...previewLines(event, terminal),
  ];
}

const HEAD = ['split', 'rows', 'refused', 'cut', 'tokens', 'learned', 'tokens a row', 'learned a row'];

function splitRow(split: PreflightSplit): string[] {
  return [
    split.name,
    `${whole(split.rowsUsed)} of ${whole(split.rowsRead)}`,
    whole(split.rowsRefused),
    whole(split.rowsTruncated),
    whole(split.tokens),
    whole(split.supervisedTokens),
    spread(split.tokensPerRow),
    spread(split.supervisedPerRow),
  ];
}

const spread = ({ min, median, max }: Spread): string => `${whole(min)}-${whole(median)}-${whole(max)}`;

function refusedLines({ refused, splits }: Preflight, path: string, terminal: Terminal): string[] {
  const total = splits.reduce((sum, split) => sum + split.rowsRefused, 0);
  if (refused.length === 0) return [];
  const shown = refused.slice(0, REFUSED_SHOWN).map((row) => {
    return `${INDENT}${INDENT}${clipped(printable(`${placeOf(row)}: ${row.reason}`), terminal.columns - 8)}`;
  });
  const more = Math.max(total, refused.length) - shown.length;
  return [
    `${INDENT}${paint(terminal, 'yellow', `Refused rows (all in ${path}):`)}`,
    ...shown,
    ...(more > 0 ? [`${INDENT}${INDENT}and ${whole(more)} more`] : []),
  ];
}

function placeOf({ file, line, field }: RefusedRow): string {
  return `${file}${line === null ? '' : `:${line}`}${field === undefined ? '' : ` ${field}`}`;
}

function previewLines({ preview }: Preflight, terminal: Terminal): string[] {
  if (preview === null) return [];
  const how = terminal.colour ? 'what is learned is green' : 'what is learned stands in [brackets]';
  let left = PREVIEW_CHARACTERS;
  const text = preview.map((piece) => {
    const shown = printable(piece.text).slice(0, Math.max(0, left));
    left -= piece.text.length;
    if (shown === '') return '';
    if (!piece.learned) return eachLine(shown, (line) => paint(terminal, 'dim', line));
    return terminal.colour ? eachLine(shown, (line) => paint(terminal, 'green', line)) : `[${shown}]`;
  });
  const lines = `${text.join('')}${left < 0 ? '…' : ''}`.trimEnd().split('\n');
  return [`${INDENT}One row as the model sees it; ${how}:`, ...lines.map((line) => `${INDENT}${INDENT}${line}`)];
}

// A colour that goes on over the end of a line would colour the indentation too.
function eachLine(text: string, painted: (line: string) => string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : painted(line)))
    .join('\n');
}
