// Owns what a person at the terminal sees of runs: preflight, progress, summary.
// Does not know how runs are started; it is given their events.
export { ProgressView, type ViewedRun } from './progress-view.ts';
export { applyEvent, initialState, type RunState } from './run-state.ts';
export { summaryLines, type SummaryPlaces } from './summary.ts';
