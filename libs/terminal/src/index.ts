// Owns what a person at a terminal sees of any command: width of text, tables, a block that is drawn over, figures, errors.
// Does not know what the commands do.
export { duration, gibibytes, whole } from './figures.ts';
export { LiveBlock } from './live-block.ts';
export { showError, type ShownError } from './show-error.ts';
export { shownError } from './shown-error.ts';
export { tableLines } from './table.ts';
export { terminalProgress, type Meter, type Progress } from './terminal-progress.ts';
export { paint, processTerminal, type Terminal } from './terminal.ts';
export { clipped, padded, printable, widthOf, wrapped } from './width.ts';
