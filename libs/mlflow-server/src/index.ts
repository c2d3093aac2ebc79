// Owns where MLflow is, and the local server that stands in when the tracking URI is a folder.
// Does not know what is tracked.
export { MlflowSettings } from './settings.ts';
