// Owns where MLflow is, and the local server that stands in when the tracking URI is a folder.
// Does not know what is tracked.
export { clientOfWhoever, connectTo, type Connection } from './connect.ts';
export { ensureServer, startOnTerminal, type EnsureOptions, type MlflowServer } from './ensure-server.ts';
export { MlflowSettings } from './settings.ts';
export { stopServer } from './stop-server.ts';
export { trackingPlace, type LocalStore, type TrackingPlace } from './tracking-place.ts';
