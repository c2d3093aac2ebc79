// Owns the way of a run's events, files and result into MLflow, each exactly once.
// Does not know how a run is started or watched.
export { MlflowSettings, trackingPlace } from '@naru/mlflow-server';
export { isToldTheEnd } from './tracking-state.ts';
export type { Delivered, TrackerLog } from './run-delivery.ts';
export { createTracker, type Tracker, type TrackerOptions, type TrackingOutcome } from './tracker.ts';
