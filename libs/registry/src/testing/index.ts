// Adapters, reports and a registry to try things on. Imported by specs only.
export { anAdapter, type AnAdapter } from './an-adapter.ts';
export { aReport, type ReportChange } from './a-report.ts';
export { NOW, scratchRegistry, SERVED, type ScratchRegistry } from './scratch-registry.ts';
